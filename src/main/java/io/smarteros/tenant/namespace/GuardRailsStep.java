package io.smarteros.tenant.namespace;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.cluster.ApiRefusal;
import io.smarteros.tenant.cluster.Applied;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.DriftListener;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.Pruner;
import io.smarteros.tenant.cluster.Scope;
import io.smarteros.tenant.cluster.TenantRef;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.tenantclass.ClassSecrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Applies the guard rails in a namespace that is there. One that fails does not keep the others
 * from being applied.
 */
final class GuardRailsStep {
  private final ClusterObjects cluster;
  private final PullSecretCopies pullSecrets;
  private final Pruner pruner;
  private final DriftListener drift;

  GuardRailsStep(
      ClusterObjects cluster, ClassSecrets classSecrets, Pruner pruner, DriftListener drift) {
    this.cluster = cluster;
    this.pullSecrets = new PullSecretCopies(cluster, classSecrets);
    this.pruner = pruner;
    this.drift = drift;
  }

  /**
   * What is to be done.
   *
   * @param pullSecretNames as the class names them
   * @param namespaceIsNew nothing of others can be in it
   */
  record Work(
      Tenant manifest,
      TenantRef tenant,
      GuardRails rails,
      List<String> pullSecretNames,
      RecordSession recordSession,
      boolean namespaceIsNew,
      boolean fullResync) {

    Work inNewNamespace() {
      return new Work(manifest, tenant, rails, pullSecretNames, recordSession, true, fullResync);
    }
  }

  /** What is wrong afterwards. */
  List<GuardRailTrouble> apply(Work work) {
    try {
      return applyAll(work);
    } catch (KubernetesClientException e) {
      return List.of(
          trouble(
              ObjectKey.ofNamespace(work.tenant().namespace()),
              e,
              "Namespace " + work.tenant().namespace()));
    }
  }

  private List<GuardRailTrouble> applyAll(Work work) {
    GuardRails rails = work.rails();
    boolean hadRights = cluster.find(ObjectKey.of(rails.binding())).isPresent();
    List<GuardRailTrouble> troubles = new ArrayList<>();
    apply(work, rails.namespace()).ifPresent(troubles::add);
    Optional<GuardRailTrouble> rights = apply(work, rails.binding());
    rights.ifPresent(troubles::add);
    if (rights.isPresent() && !hadRights) {
      return troubles;
    }
    rails.objects().forEach(object -> apply(work, object).ifPresent(troubles::add));
    boolean railsHold = troubles.isEmpty();
    PullSecretCopies.Compiled copies =
        pullSecrets.compile(
            work.tenant().tenant(), work.tenant().namespace(), work.pullSecretNames());
    troubles.addAll(copies.troubles());
    troubles.addAll(copy(work, copies.copies(), hadRights));
    if (railsHold) {
      removeOthers(work).ifPresent(troubles::add);
    }
    return troubles;
  }

  private List<GuardRailTrouble> copy(Work work, List<Secret> copies, boolean hadRights) {
    Set<String> known = work.recordSession().read().placement().pullSecrets();
    pullSecrets.intend(work.recordSession(), Set.copyOf(work.pullSecretNames()));
    return copies.stream()
        .flatMap(
            copy ->
                (known.contains(copy.getMetadata().getName()) && !work.fullResync()
                        ? apply(work, copy)
                        : applyUnlessTaken(work, copy, hadRights))
                    .stream())
        .toList();
  }

  private Optional<GuardRailTrouble> applyUnlessTaken(Work work, Secret copy, boolean hadRights) {
    if (work.namespaceIsNew()) {
      return apply(work, copy);
    }
    try {
      Optional<Problem> problem = pullSecrets.inTheWayOf(copy, work.tenant().tenant());
      return problem.isPresent() ? problem.map(GuardRailTrouble::forPerson) : apply(work, copy);
    } catch (KubernetesClientException e) {
      ObjectKey key = ObjectKey.of(copy);
      return Optional.of(
          hadRights
              ? trouble(key, e, key.toString())
              : GuardRailTrouble.passing("%s: %s".formatted(key, ApiRefusal.message(e))));
    }
  }

  private Optional<GuardRailTrouble> apply(Work work, HasMetadata object) {
    return switch (cluster.apply(object, work.fullResync())) {
      case Applied.Rejected rejected -> Optional.of(GuardRailTrouble.forPerson(rejected.problem()));
      case Applied.Retry retry -> Optional.of(GuardRailTrouble.passing(retry.message()));
      case Applied.Corrected corrected -> {
        drift.note(work.manifest(), corrected);
        yield Optional.empty();
      }
      case Applied.Unchanged _, Applied.Created _, Applied.Changed _ -> Optional.empty();
    };
  }

  /** A rule that no longer holds and stays in force: the namespace is not as the class wants it. */
  private Optional<GuardRailTrouble> removeOthers(Work work) {
    pullSecrets.removeOthers(
        work.tenant().tenant(), work.recordSession(), Set.copyOf(work.pullSecretNames()));
    Set<ObjectKey> desired =
        Stream.concat(Stream.of(work.rails().binding()), work.rails().objects().stream())
            .map(ObjectKey::of)
            .collect(Collectors.toUnmodifiableSet());
    Pruner.Result pruned = pruner.prune(work.tenant(), new Scope.GuardRails(), desired);
    return pruned.failed().stream()
        .findFirst()
        .map("Cannot remove objects that the class no longer asks for: "::concat)
        .map(
            message ->
                pruned.refused()
                    ? GuardRailTrouble.forPerson(new Problem(Reason.REFUSED_BY_CLUSTER, message))
                    : GuardRailTrouble.passing(message));
  }

  private static GuardRailTrouble trouble(
      ObjectKey key, KubernetesClientException error, String what) {
    return ApiRefusal.needsPerson(key, error)
        .map(GuardRailTrouble::forPerson)
        .orElseGet(
            () -> GuardRailTrouble.passing("%s: %s".formatted(what, ApiRefusal.message(error))));
  }
}
