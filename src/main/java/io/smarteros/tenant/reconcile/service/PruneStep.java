package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.ServiceTeardown;
import io.smarteros.tenant.service.Blueprint;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Removes what a service no longer should have; never a volume or a Secret. */
public final class PruneStep {
  private final ServiceTeardown teardown;

  public PruneStep(ServiceTeardown teardown) {
    this.teardown = teardown;
  }

  StepResult<ServiceContext> apply(ServiceContext context) {
    return teardown
        .removeAllBut(keys(context.blueprint()), context.ref(), context.name())
        .<StepResult<ServiceContext>>map(left -> StepResult.progressing(Reason.PROGRESSING, left))
        .orElseGet(() -> StepResult.next(context));
  }

  private static Set<ObjectKey> keys(Blueprint blueprint) {
    return Stream.concat(blueprint.volumes().stream(), blueprint.objects().stream())
        .map(ObjectKey::of)
        .collect(Collectors.toUnmodifiableSet());
  }
}
