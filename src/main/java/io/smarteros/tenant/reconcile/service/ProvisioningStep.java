package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.service.Provisioning;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.work.WorkPermits;

/** Sets the application up through its API. */
public final class ProvisioningStep {
  private final WorkPermits permits;

  public ProvisioningStep(WorkPermits permits) {
    this.permits = permits;
  }

  StepResult<ServiceContext> apply(ServiceContext context) {
    Provisioning result =
        permits.whileWaiting(
            () -> context.service().provision(context.plan(), context.recordSession()));
    return switch (result) {
      case Provisioning.Waiting waiting ->
          StepResult.stop(
              new ServiceOutcome.Progressing(
                  Reason.SETTING_UP, waiting.message(), waiting.retryAfter()));
      case Provisioning.Refused refused -> StepResult.blocked(refused.problem());
      case Provisioning.Done _ -> StepResult.next(context);
    };
  }
}
