package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.ObservedObject;
import io.smarteros.tenant.cluster.Scope;
import io.smarteros.tenant.cluster.workload.DeploymentReadiness;
import io.smarteros.tenant.cluster.workload.Workload;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.service.Blueprint;
import io.smarteros.tenant.service.ServiceOutcome;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** Waits for the Deployment to be available, and then for the application to be healthy. */
public final class AvailabilityStep {
  private final ClusterObjects cluster;
  private final ApplicationHealth health;
  private final InstantSource clock;

  /**
   * Judges by the times that the cluster wrote.
   *
   * @param clock the same as the cluster's
   */
  public AvailabilityStep(ClusterObjects cluster, ApplicationHealth health, InstantSource clock) {
    this.cluster = cluster;
    this.health = health;
    this.clock = clock;
  }

  StepResult<ServiceContext> apply(ServiceContext context) {
    return switch (workload(context)) {
      case Workload.Progressing progressing ->
          StepResult.stop(
              new ServiceOutcome.Progressing(
                  progressing.reason(),
                  progressing.message(),
                  progressing
                      .patience()
                      .map(AvailabilityStep::andABit)
                      .orElse(RequeueDelays.WHEN_PROGRESSING)));
      case Workload.Stuck stuck -> StepResult.blocked(stuck.problem());
      case Workload.Available _ ->
          switch (ask(context)) {
            case ApplicationHealth.Unwell unwell ->
                StepResult.progressing(Reason.WAITING_FOR_APPLICATION, unwell.message());
            case ApplicationHealth.Well _ -> StepResult.next(context);
          };
    };
  }

  /** The next look shall find that patience has ended. */
  private static Duration andABit(Duration patience) {
    return patience.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
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
        .map(deployment -> DeploymentReadiness.of(deployment, objects, clock.instant()))
        .orElseGet(
            () ->
                new Workload.Progressing(
                    Reason.WAITING_FOR_PODS,
                    "Waiting for the new Deployment to be observed",
                    Optional.empty()));
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
