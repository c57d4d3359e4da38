package io.smarteros.tenant.namespace;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.cluster.ApiRefusal;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.DriftListener;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.ObservedObject;
import io.smarteros.tenant.cluster.Pruner;
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
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/** The namespace of a tenant with its guard rails, before anything runs in it. */
public final class NamespaceStep {
  /** What is lost with it. */
  private static final String THING = "namespace";

  private final TenantNamespace namespaces;
  private final ClusterObjects cluster;
  private final GuardRailsStep guardRails;
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
    this.guardRails = new GuardRailsStep(cluster, classSecrets, pruner, drift);
    this.operator = operator;
    this.forgetting = forgetting;
  }

  /**
   * Who the operator is for the guard rails.
   *
   * @param endpoints of all applications
   */
  public record OperatorIdentity(
      String namespace, String serviceAccount, Set<PodEndpoint> endpoints) {}

  public NamespaceReadiness ensure(
      Tenant manifest,
      ResolvedTenant tenant,
      RecordSession recordSession,
      Decisions decisions,
      boolean fullResync) {
    Placement placement = recordSession.read().placement();
    String name = placement.namespace();
    GuardRailInput input = input(tenant, name);
    GuardRailsStep.Work guarding =
        new GuardRailsStep.Work(
            manifest,
            new TenantRef(tenant.name(), tenant.uid(), name),
            input,
            tenant.tenantClass().imagePullSecrets(),
            recordSession,
            false,
            fullResync);
    return switch (namespaces.ensure(
        GuardRails.namespace(input), tenant.name(), placement.namespaceStage())) {
      case NamespaceState.Refused(Problem problem) ->
          new NamespaceReadiness.Blocked(name, problem, List.of());
      case NamespaceState.Lost(Problem problem) -> lost(name, problem, recordSession, decisions);
      case NamespaceState.Waiting(String message) ->
          new NamespaceReadiness.Progressing(name, message);
      case NamespaceState.Made _ -> {
        forget(name);
        forgetting.accept(name);
        recordSession.later(NamespaceStep::made);
        yield readiness(guarding, guardRails.apply(guarding.inNewNamespace()));
      }
      case NamespaceState.Present present -> {
        if (present.adopted()) {
          // before anything is put into it, since it is left in another way than it is deleted
          recordSession.update(record -> record.withPlacement(record.placement().asAdopted()));
        } else {
          recordSession.later(NamespaceStep::made);
        }
        decisions.lossIsOver(THING);
        List<GuardRailTrouble> troubles = new ArrayList<>();
        unmarkRetained(name, tenant.name()).ifPresent(troubles::add);
        troubles.addAll(guardRails.apply(guarding));
        yield readiness(guarding, troubles);
      }
    };
  }

  private GuardRailInput input(ResolvedTenant tenant, String namespace) {
    return new GuardRailInput(
        tenant.name(),
        namespace,
        tenant.tenantClass(),
        operator.namespace(),
        operator.serviceAccount(),
        endpoints(tenant));
  }

  /** Of the applications that the tenant has: a rule for another one would be one object more. */
  private Set<PodEndpoint> endpoints(ResolvedTenant tenant) {
    Set<String> services =
        tenant.services().keySet().stream().map(ServiceName::id).collect(toUnmodifiableSet());
    return operator.endpoints().stream()
        .filter(endpoint -> services.contains(endpoint.service()))
        .collect(toUnmodifiableSet());
  }

  /** Drops what is remembered of a namespace. */
  public void forget(String namespace) {
    guardRails.forget(namespace);
  }

  private static TenantRecord made(TenantRecord record) {
    return record.withPlacement(record.placement().withNamespaceStage(Stage.MADE));
  }

  private static NamespaceReadiness lost(
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

  private Optional<GuardRailTrouble> unmarkRetained(String name, String tenant) {
    try {
      namespaces.markRetained(name, tenant, Optional.empty());
      return Optional.empty();
    } catch (KubernetesClientException e) {
      return Optional.of(
          ApiRefusal.needsPerson(ObjectKey.ofNamespace(name), e)
              .map(GuardRailTrouble::forPerson)
              .orElseGet(() -> GuardRailTrouble.passing(ApiRefusal.message(e)))
              .asHarmless());
    }
  }

  /**
   * What protects the namespace keeps new services out until it is there. Where all of it was there
   * once, what runs does not wait for what broke since.
   */
  private NamespaceReadiness readiness(
      GuardRailsStep.Work guarding, List<GuardRailTrouble> troubles) {
    String name = guarding.tenant().namespace();
    Optional<String> uid = cluster.find(ObjectKey.ofNamespace(name)).map(ObservedObject::uid);
    RecordSession recordSession = guarding.recordSession();
    boolean protectedNow = troubles.stream().allMatch(GuardRailTrouble::harmless);
    if (protectedNow) {
      recordSession.later(
          record -> record.withPlacement(record.placement().withGuardedNamespace(uid)));
    }
    Optional<GuardRailTrouble> worst =
        troubles.stream().min(Comparator.comparing(GuardRailTrouble::retried));
    if (worst.isEmpty()) {
      return new NamespaceReadiness.Ready(name);
    }
    boolean wasProtected =
        uid.isPresent() && recordSession.read().placement().guardedNamespace().equals(uid);
    GuardRailTrouble trouble = worst.get();
    if (wasProtected) {
      return new NamespaceReadiness.Impaired(
          name, trouble.problem(), trouble.retried(), protectedNow);
    }
    return trouble.retried()
        ? new NamespaceReadiness.Progressing(name, trouble.problem().message())
        : new NamespaceReadiness.Blocked(name, trouble.problem(), List.of());
  }
}
