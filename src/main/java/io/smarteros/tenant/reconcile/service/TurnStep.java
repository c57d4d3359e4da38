package io.smarteros.tenant.reconcile.service;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.workload.PodTemplateHash;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.service.RolloutStage;
import java.util.List;
import java.util.Optional;

/**
 * Holds a service back that would get other pods although nobody asked anything of this tenant: the
 * operator is of a newer build, or a Secret of the class has changed. It stays as it is until the
 * tenant has its turn in the roll-out of its class.
 */
public final class TurnStep {
  private final ClusterObjects cluster;
  private final DeploymentsStep deployments;

  public TurnStep(ClusterObjects cluster, DeploymentsStep deployments) {
    this.cluster = cluster;
    this.deployments = deployments;
  }

  StepResult<ServiceContext> apply(ServiceContext context) {
    if (!context.running()) {
      return StepResult.next(context);
    }
    Optional<String> appliedFor = context.recordSession().read().appliedFor();
    if (appliedFor.isEmpty()) {
      note(context);
      return StepResult.next(context);
    }
    boolean isAsked = !appliedFor.get().equals(asked(context));
    return StepResult.next(
        !isAsked
                && context.request().turn().isPaced()
                && wouldChangePods(context)
                && !context.request().turn().take()
            ? context.withHeld(true)
            : context);
  }

  /** All stages are through, so the pods are as was asked. */
  StepResult<ServiceContext> note(ServiceContext context) {
    if (context.running()) {
      String asked = asked(context);
      context.recordSession().later(record -> record.appliedFor(asked));
    }
    return StepResult.next(context);
  }

  /** What people ask of this tenant alone. */
  private static String asked(ServiceContext context) {
    TenantRecord record = context.recordSession().tenant().read();
    return "%s/%s/%s/%s"
        .formatted(
            context.request().manifest().getMetadata().getUid(),
            context.request().manifest().getMetadata().getGeneration(),
            record.restart().orElse(""),
            record.rotation().orElse(""));
  }

  /** Of a service that is up: one that is not has nothing to lose. */
  private boolean wouldChangePods(ServiceContext context) {
    List<Deployment> live =
        context
            .blueprint()
            .objects()
            .filter(Deployment.class::isInstance)
            .map(Deployment.class::cast)
            .filter(wanted -> deployments.isThere(context, wanted.getMetadata().getName()))
            .toList();
    return (live.stream().anyMatch(this::isOther) || hasRunsToDo(context))
        && live.stream()
            .allMatch(
                wanted -> deployments.await(context, wanted.getMetadata().getName()).goesOn());
  }

  private boolean isOther(Deployment wanted) {
    return cluster
        .find(ObjectKey.of(wanted))
        .map(live -> live.annotations().get(Names.POD_TEMPLATE_HASH_ANNOTATION))
        .filter(applied -> !applied.equals(PodTemplateHash.of(wanted)))
        .isPresent();
  }

  private static boolean hasRunsToDo(ServiceContext context) {
    ServiceRecord record = context.recordSession().read();
    return context.blueprint().stages().stream()
        .map(RolloutStage::gates)
        .flatMap(List::stream)
        .anyMatch(gate -> !gate.hasRun(record));
  }
}
