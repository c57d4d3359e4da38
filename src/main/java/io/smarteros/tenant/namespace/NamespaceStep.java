package io.smarteros.tenant.namespace;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.cluster.Applied;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.DriftListener;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.Pruner;
import io.smarteros.tenant.cluster.Scope;
import io.smarteros.tenant.cluster.TenantRef;
import io.smarteros.tenant.record.Decisions;
import io.smarteros.tenant.record.Decisions.Loss;
import io.smarteros.tenant.record.Placement;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.resolve.ResolvedTenant;
import io.smarteros.tenant.tenantclass.ClassSecrets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The namespace of a tenant with its guard rails, before anything runs in it. */
public final class NamespaceStep {
  /** What is lost with it. */
  private static final String THING = "namespace";

  private final TenantNamespace namespaces;
  private final ClusterObjects cluster;
  private final PullSecretCopies pullSecretCopies;
  private final Pruner pruner;
  private final ClassSecrets classSecrets;
  private final DriftListener drift;
  private final OperatorIdentity operator;
  private final Consumer<String> forgetting;

  /**
   * Works with the rights of its parts.
   *
   * @param forgetting drops what is remembered of a namespace
   */
  public NamespaceStep(
      TenantNamespace namespaces,
      ClusterObjects cluster,
      Pruner pruner,
      ClassSecrets classSecrets,
      DriftListener drift,
      OperatorIdentity operator,
      Consumer<String> forgetting) {
    this.namespaces = namespaces;
    this.cluster = cluster;
    this.pullSecretCopies = new PullSecretCopies(cluster);
    this.pruner = pruner;
    this.classSecrets = classSecrets;
    this.drift = drift;
    this.operator = operator;
    this.forgetting = forgetting;
  }

  /**
   * Who the operator is for the guard rails.
   *
   * @param applicationPorts that it calls in tenants' namespaces
   */
  public record OperatorIdentity(
      String namespace, String serviceAccount, Set<Integer> applicationPorts) {}

  public NamespaceReadiness ensure(
      Tenant manifest,
      ResolvedTenant tenant,
      RecordSession recordSession,
      Decisions decisions,
      boolean fullResync) {
    Placement placement = recordSession.read().placement();
    String name = placement.namespace();
    return switch (namespaces.ensure(name, tenant.name(), placement.namespaceStage())) {
      case NamespaceState.Refused refused ->
          refused.problem().reason() == Reason.DATA_MISSING
              ? missing(name, refused.problem(), recordSession, decisions)
              : new NamespaceReadiness.Blocked(name, refused.problem(), List.of());
      case NamespaceState.Waiting waiting ->
          new NamespaceReadiness.Progressing(name, waiting.message());
      case NamespaceState.Made _ -> {
        forgetting.accept(name);
        recordSession.prepare(NamespaceStep::made);
        yield guard(manifest, tenant, recordSession, fullResync);
      }
      case NamespaceState.Present present -> {
        recordSession.prepare(
            record ->
                present.adopted()
                    ? record.withPlacement(record.placement().asAdopted())
                    : made(record));
        decisions.lossIsOver(THING);
        namespaces.markRetained(name, tenant.name(), Optional.empty());
        yield guard(manifest, tenant, recordSession, fullResync);
      }
    };
  }

  private static TenantRecord made(TenantRecord record) {
    return record.withPlacement(record.placement().withNamespaceStage(Stage.MADE));
  }

  private static NamespaceReadiness missing(
      String name, Problem problem, RecordSession recordSession, Decisions decisions) {
    Loss loss =
        decisions.lossOf(THING, "Create namespace %s again, with empty volumes?".formatted(name));
    if (!decisions.isAccepted(loss)) {
      return new NamespaceReadiness.Blocked(name, problem, List.of(loss.decision()));
    }
    recordSession.update(
        record ->
            loss.acceptedIn(
                    record.withPlacement(record.placement().withNamespaceStage(Stage.PLANNED)))
                .withVolumesPlanned());
    return new NamespaceReadiness.Progressing(
        name, "The loss of the namespace is accepted. It is created again next");
  }

  private NamespaceReadiness guard(
      Tenant manifest, ResolvedTenant tenant, RecordSession recordSession, boolean fullResync) {
    String name = recordSession.read().placement().namespace();
    TenantRef ref = new TenantRef(tenant.name(), tenant.uid(), name);
    Set<String> pullSecretNames = Set.copyOf(tenant.tenantClass().imagePullSecrets());
    List<Secret> pullSecrets = new ArrayList<>();
    for (String secretName : tenant.tenantClass().imagePullSecrets()) {
      Optional<Secret> secret = classSecrets.secret(secretName);
      if (secret.isEmpty()) {
        return new NamespaceReadiness.Blocked(name, classSecrets.notFound(secretName), List.of());
      }
      pullSecrets.add(secret.get());
    }
    GuardRails rails =
        GuardRails.compile(
            new GuardRailInput(
                tenant.name(),
                name,
                tenant.tenantClass(),
                operator.namespace(),
                operator.serviceAccount(),
                operator.applicationPorts()));
    pullSecretCopies.intend(recordSession, pullSecretNames);
    List<HasMetadata> objects = new ArrayList<>();
    objects.add(rails.namespace());
    objects.add(rails.binding());
    objects.addAll(rails.objects());
    objects.addAll(GuardRails.pullSecrets(tenant.name(), name, pullSecrets));
    for (HasMetadata object : objects) {
      switch (cluster.apply(object, fullResync)) {
        case Applied.Rejected rejected -> {
          return new NamespaceReadiness.Blocked(name, rejected.problem(), List.of());
        }
        case Applied.Retry retry -> {
          return new NamespaceReadiness.Progressing(name, retry.message());
        }
        case Applied.Corrected corrected -> drift.note(manifest, corrected);
        case Applied.Unchanged _, Applied.Created _, Applied.Changed _ -> {}
      }
    }
    Set<ObjectKey> desired =
        objects.stream().map(ObjectKey::of).collect(Collectors.toUnmodifiableSet());
    pullSecretCopies.removeOthers(tenant.name(), recordSession, pullSecretNames);
    Pruner.Result pruned = pruner.prune(ref, new Scope.GuardRails(), desired);
    return pruned.failed().stream()
        .findFirst()
        .map(message -> leftOver(name, message, pruned.refused()))
        .orElseGet(() -> new NamespaceReadiness.Ready(name));
  }

  /** A rule that no longer holds and stays in force: the namespace is not as the class wants it. */
  private static NamespaceReadiness leftOver(String name, String cause, boolean refused) {
    String message = "Cannot remove objects that the class no longer asks for: %s".formatted(cause);
    return refused
        ? new NamespaceReadiness.Blocked(
            name, new Problem(Reason.REFUSED_BY_CLUSTER, message), List.of())
        : new NamespaceReadiness.Progressing(name, message);
  }
}
