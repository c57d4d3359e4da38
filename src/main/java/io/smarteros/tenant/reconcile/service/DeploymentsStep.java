package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.ObservedObject;
import io.smarteros.tenant.cluster.Scope;
import io.smarteros.tenant.cluster.workload.DeploymentReadiness;
import io.smarteros.tenant.cluster.workload.Workload;
import io.smarteros.tenant.service.Blueprint;
import io.smarteros.tenant.service.Gate;
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

  boolean isThere(ServiceContext context, String name) {
    return cluster.find(deployment(context, name)).isPresent();
  }

  /** The end of all its pods: until then they use what the next step changes. */
  StepResult<ServiceContext> awaitEnd(ServiceContext context, String name) {
    return cluster
            .find(deployment(context, name))
            .filter(deployment -> DeploymentReadiness.hasEnded(deployment, objects(context)))
            .isPresent()
        ? StepResult.next(context)
        : ending(name);
  }

  /** The end of its pods of another version. */
  StepResult<ServiceContext> awaitEndOfOthers(ServiceContext context, Gate.NoOtherVersion gate) {
    return hasNoOther(context, gate) ? StepResult.next(context) : ending(gate.deployment());
  }

  /** Once the version was available, a pod that says another one is somebody's mistake. */
  boolean hasNoOther(ServiceContext context, Gate.NoOtherVersion gate) {
    return context
            .recordSession()
            .read()
            .availableVersion()
            .filter(gate.version()::equals)
            .isPresent()
        || cluster
            .find(deployment(context, gate.deployment()))
            .map(
                deployment ->
                    DeploymentReadiness.hasNoOtherVersion(
                        deployment, gate.version(), objects(context)))
            .orElse(true);
  }

  private static StepResult<ServiceContext> ending(String name) {
    return StepResult.progressing(
        Reason.WAITING_FOR_PODS, "Waiting for the pods of Deployment %s to end".formatted(name));
  }

  private Workload workload(ServiceContext context, String name) {
    return cluster
        .find(deployment(context, name))
        .map(deployment -> DeploymentReadiness.of(deployment, objects(context), clock.instant()))
        .orElseGet(
            () ->
                new Workload.Progressing(
                    Reason.WAITING_FOR_PODS,
                    "Waiting for the new Deployment %s to be observed".formatted(name),
                    Optional.empty()));
  }

  private static ObjectKey deployment(ServiceContext context, String name) {
    return new ObjectKey("apps/v1", "Deployment", context.tenant().namespace(), name);
  }

  private List<ObservedObject> objects(ServiceContext context) {
    Scope scope = new Scope.OfService(context.name());
    return cluster.in(context.ref()).stream()
        .filter(scope::covers)
        .filter(object -> !isLeftOver(object, context.blueprint()))
        .toList();
  }

  /** A volume that the service no longer uses stays, and may never have been bound. */
  private static boolean isLeftOver(ObservedObject object, Blueprint blueprint) {
    return object.key().kind().equals("PersistentVolumeClaim")
        && blueprint.volumes().stream().map(ObjectKey::of).noneMatch(object.key()::equals);
  }
}
