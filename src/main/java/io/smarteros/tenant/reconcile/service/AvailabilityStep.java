package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.ObservedObject;
import io.smarteros.tenant.cluster.Scope;
import io.smarteros.tenant.cluster.Workload;
import io.smarteros.tenant.service.Blueprint;
import java.util.List;

/** Waits for the Deployment to be available, and then for the application to be healthy. */
public final class AvailabilityStep {
  private final ClusterObjects cluster;
  private final ApplicationHealth health;

  public AvailabilityStep(ClusterObjects cluster, ApplicationHealth health) {
    this.cluster = cluster;
    this.health = health;
  }

  StepResult<ServiceContext> apply(ServiceContext context) {
    return switch (workload(context)) {
      case Workload.Progressing progressing ->
          StepResult.progressing(progressing.reason(), progressing.message());
      case Workload.Stuck stuck -> StepResult.blocked(stuck.problem());
      case Workload.Available _ -> {
        context.recordSession().update(record -> record.available(context.resolved().version()));
        yield switch (ask(context)) {
          case ApplicationHealth.Unwell unwell ->
              StepResult.progressing(Reason.WAITING_FOR_APPLICATION, unwell.message());
          case ApplicationHealth.Well _ -> StepResult.next(context);
        };
      }
    };
  }

  private Workload workload(ServiceContext context) {
    Scope scope = new Scope.OfService(context.name());
    List<ObservedObject> objects =
        cluster.in(context.ref()).stream()
            .filter(scope::covers)
            .filter(object -> !isLeftOver(object, context.blueprint()))
            .toList();
    return cluster
        .find(
            new ObjectKey(
                "apps/v1",
                "Deployment",
                context.tenant().namespace(),
                context.blueprint().workload()))
        .map(deployment -> Workload.of(deployment, objects))
        .orElseGet(
            () ->
                new Workload.Progressing(
                    Reason.WAITING_FOR_PODS, "Waiting for the new Deployment to be observed"));
  }

  /** A volume that the service no longer uses stays, and may never have been bound. */
  private static boolean isLeftOver(ObservedObject object, Blueprint blueprint) {
    return object.key().kind().equals("PersistentVolumeClaim")
        && blueprint.volumes().stream().map(ObjectKey::of).noneMatch(object.key()::equals);
  }

  private ApplicationHealth.Health ask(ServiceContext context) {
    return health.ask(
        context.tenant().name(),
        context.name(),
        context.plan().routeAllowed(),
        () -> context.service().checkHealth(context.plan()));
  }
}
