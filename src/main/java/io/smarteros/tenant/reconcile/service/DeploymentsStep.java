package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.ObservedObject;
import io.smarteros.tenant.cluster.Scope;
import io.smarteros.tenant.cluster.workload.DeploymentReadiness;
import io.smarteros.tenant.cluster.workload.Workload;
import io.smarteros.tenant.service.Blueprint;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Waits for the Deployments of a service to be available. */
public final class DeploymentsStep {
  private final ClusterObjects cluster;

  private final InstantSource clock;

  /**
   * Judges by the times that the cluster wrote.
   *
   * @param clock the same as the cluster's
   */
  public DeploymentsStep(ClusterObjects cluster, InstantSource clock) {
    this.cluster = cluster;
    this.clock = clock;
  }

  /** All of them. */
  StepResult<ServiceContext> apply(ServiceContext context) {
    List<String> names =
        context
            .blueprint()
            .objects()
            .filter(object -> object.getKind().equals("Deployment"))
            .map(deployment -> deployment.getMetadata().getName())
            .distinct()
            .toList();
    StepResult<ServiceContext> result = StepResult.next(context);
    for (String name : names) {
      result = result.then(at -> await(at, name));
    }
    return result;
  }

  StepResult<ServiceContext> await(ServiceContext context, String name) {
    return StepResult.of(context, workload(context, name));
  }

  private Workload workload(ServiceContext context, String name) {
    Scope scope = new Scope.OfService(context.name());
    List<ObservedObject> objects =
        cluster.in(context.ref()).stream()
            .filter(scope::covers)
            .filter(object -> !isLeftOver(object, context.blueprint()))
            .toList();
    return cluster
        .find(new ObjectKey("apps/v1", "Deployment", context.tenant().namespace(), name))
        .map(deployment -> DeploymentReadiness.of(deployment, objects, clock.instant()))
        .orElseGet(
            () ->
                new Workload.Progressing(
                    Reason.WAITING_FOR_PODS,
                    "Waiting for the new Deployment %s to be observed".formatted(name),
                    Optional.empty()));
  }

  /** A volume that the service no longer uses stays, and may never have been bound. */
  private static boolean isLeftOver(ObservedObject object, Blueprint blueprint) {
    return object.key().kind().equals("PersistentVolumeClaim")
        && blueprint.volumes().stream().map(ObjectKey::of).noneMatch(object.key()::equals);
  }
}
