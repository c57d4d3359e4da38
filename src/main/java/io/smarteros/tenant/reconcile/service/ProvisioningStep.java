package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.service.Ledger;
import io.smarteros.tenant.service.Provisioning;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.work.WorkPermits;
import java.util.List;

/** Sets the application up through its API. */
public final class ProvisioningStep {
  private final WorkPermits permits;

  public ProvisioningStep(WorkPermits permits) {
    this.permits = permits;
  }

  StepResult<ServiceContext> apply(ServiceContext context) {
    Provisioning result =
        permits.whileWaiting(
            () ->
                context
                    .service()
                    .provision(
                        context.plan(), new Ledger(context.recordSession(), context.decisions())));
    return switch (result) {
      case Provisioning.Waiting waiting ->
          StepResult.stop(
              new ServiceOutcome.Progressing(
                  Reason.SETTING_UP, waiting.message(), waiting.retryAfter()));
      case Provisioning.Refused(Problem problem, List<Decision> decisions) ->
          StepResult.blocked(problem, decisions.toArray(Decision[]::new));
      case Provisioning.Done done -> {
        context.recordSession().later(record -> record.withAccountId(done.accountId()));
        yield StepResult.next(context);
      }
    };
  }
}
