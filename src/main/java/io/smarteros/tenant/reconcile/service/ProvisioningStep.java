package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.service.Provisioning;
import io.smarteros.tenant.service.ServiceOutcome;

/** Sets the application up through its API. */
public final class ProvisioningStep {

  StepResult<ServiceContext> apply(ServiceContext context) {
    return switch (context.service().provision(context.plan(), context.recordSession())) {
      case Provisioning.Waiting waiting ->
          StepResult.stop(
              new ServiceOutcome.Progressing(
                  Reason.SETTING_UP, waiting.message(), waiting.retryAfter()));
      case Provisioning.Refused refused -> StepResult.blocked(refused.problem());
      case Provisioning.Done _ -> StepResult.next(context);
    };
  }
}
