package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ServiceTeardown;
import io.smarteros.tenant.dataloss.VolumesAtRisk;
import io.smarteros.tenant.service.ServiceOutcome;

/** Ends a service that shall not run: the service is off once its pods have ended. */
public final class ShutdownStep {
  private final ServiceTeardown teardown;
  private final VolumesAtRisk atRisk;

  public ShutdownStep(ServiceTeardown teardown, VolumesAtRisk atRisk) {
    this.teardown = teardown;
    this.atRisk = atRisk;
  }

  /** Whether the service may be stopped: nothing must be lost with its last pod. */
  StepResult<ServiceContext> permitted(ServiceContext context) {
    return atRisk
        .beforeStop(
            context.ref(), context.name(), context.recordSession().tenant(), context.decisions())
        .map(lost -> StepResult.<ServiceContext>blocked(lost.problem(), lost.decision()))
        .orElseGet(() -> StepResult.next(context));
  }

  /** Of a service whose objects were applied without replicas. */
  StepResult<ServiceContext> awaitPods(ServiceContext context) {
    return teardown
        .awaitPods(context.ref(), context.name())
        .<StepResult<ServiceContext>>map(
            message -> StepResult.progressing(Reason.WAITING_FOR_PODS, message))
        .orElseGet(() -> StepResult.stop(new ServiceOutcome.Off()));
  }

  /** Of a service whose objects cannot be applied: what runs pods is deleted. */
  StepResult<ServiceContext> stop(ServiceContext context) {
    return teardown
        .removeCompute(context.ref(), context.name())
        .<StepResult<ServiceContext>>map(
            failed -> StepResult.progressing(Reason.PROGRESSING, failed))
        .orElseGet(() -> awaitPods(context));
  }

  /** Stops what still runs, and ends with what kept the objects from being applied. */
  StepResult<ServiceContext> stopBefore(
      ServiceContext context, StepResult.Stop<ServiceContext> end) {
    teardown
        .awaitPods(context.ref(), context.name())
        .ifPresent(_ -> teardown.removeCompute(context.ref(), context.name()));
    return end;
  }
}
