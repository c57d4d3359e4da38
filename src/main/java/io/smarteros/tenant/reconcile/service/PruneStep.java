package io.smarteros.tenant.reconcile.service;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.ServiceTeardown;
import java.util.Set;
import java.util.stream.Stream;

/** Removes what a service no longer should have; never a volume or a Secret. */
public final class PruneStep {
  private final ServiceTeardown teardown;

  public PruneStep(ServiceTeardown teardown) {
    this.teardown = teardown;
  }

  StepResult<ServiceContext> apply(ServiceContext context) {
    return teardown
        .prune(context.ref(), context.name(), keys(context))
        .map(PruneStep::stopped)
        .orElseGet(() -> StepResult.next(context));
  }

  private static StepResult<ServiceContext> stopped(ServiceTeardown.Left left) {
    return left.refusal()
        .<StepResult<ServiceContext>>map(StepResult::blocked)
        .orElseGet(() -> StepResult.progressing(Reason.PROGRESSING, left.message()));
  }

  private static Set<ObjectKey> keys(ServiceContext context) {
    return Stream.of(
            context.blueprint().volumes().stream(),
            context.blueprint().objects(),
            RouteStep.wanted(context).stream())
        .flatMap(objects -> objects)
        .map(ObjectKey::of)
        .collect(toUnmodifiableSet());
  }
}
