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
import io.smarteros.tenant.cluster.OperatorRoleBinding;
import io.smarteros.tenant.cluster.Pruner;
import io.smarteros.tenant.cluster.Scope;
import io.smarteros.tenant.cluster.TenantRef;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.tenantclass.ClassSecrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Applies the guard rails in a namespace that is there. One that fails does not keep the others
 * from being applied.
 */
final class GuardRailsStep {
  private final ClusterObjects cluster;
  private final PullSecretCopies pullSecrets;
  private final Pruner pruner;
  private final DriftListener drift;

  /** What holds, by namespace. */
  private final Map<String, Standing> standing = new ConcurrentHashMap<>();

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
      GuardRailInput input,
      List<String> pullSecretNames,
      RecordSession recordSession,
      boolean namespaceIsNew,
      boolean fullResync) {

    Work inNewNamespace() {
      return new Work(manifest, tenant, input, pullSecretNames, recordSession, true, fullResync);
    }
  }

  /**
   * Guard rails that were applied without trouble: as long as they are as they were then, and so is
   * what they are made of, they need not be made again to be compared.
   *
   * @param keys of all that is in the namespace
   */
  private record Standing(GuardRailInput input, Set<ObjectKey> keys) {}

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
    String namespace = work.tenant().namespace();
    boolean hadRights = cluster.find(OperatorRoleBinding.keyIn(namespace)).isPresent();
    List<GuardRailTrouble> troubles = new ArrayList<>();
    if (!isStanding(work)) {
      standing.remove(namespace);
      GuardRails rails = GuardRails.compile(work.input());
      apply(work, rails.namespace()).ifPresent(troubles::add);
      Optional<GuardRailTrouble> rights = apply(work, rails.binding());
      rights.ifPresent(troubles::add);
      if (rights.isPresent() && !hadRights) {
        return troubles;
      }
      rails.objects().forEach(object -> apply(work, object).ifPresent(troubles::add));
      if (troubles.isEmpty()) {
        standing.put(namespace, new Standing(work.input(), rails.keys()));
      }
    }
    PullSecretCopies.Compiled copies =
        pullSecrets.compile(
            work.tenant().tenant(), work.tenant().namespace(), work.pullSecretNames());
    troubles.addAll(copies.troubles());
    troubles.addAll(copy(work, copies.copies(), hadRights));
    Optional.ofNullable(standing.get(namespace))
        .flatMap(rails -> removeOthers(work, rails.keys()))
        .ifPresent(troubles::add);
    return troubles;
  }

  private boolean isStanding(Work work) {
    String namespace = work.tenant().namespace();
    Standing rails = standing.get(namespace);
    return rails != null
        && !work.fullResync()
        && rails.input().equals(work.input())
        && cluster.isAsApplied(ObjectKey.ofNamespace(namespace))
        && rails.keys().stream().allMatch(cluster::isAsApplied);
  }

  /** Drops what is remembered of a namespace. */
  void forget(String namespace) {
    standing.remove(namespace);
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
  private Optional<GuardRailTrouble> removeOthers(Work work, Set<ObjectKey> desired) {
    pullSecrets.removeOthers(
        work.tenant().tenant(), work.recordSession(), Set.copyOf(work.pullSecretNames()));
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
