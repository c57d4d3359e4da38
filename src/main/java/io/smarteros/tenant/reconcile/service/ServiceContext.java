package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.cluster.TenantRef;
import io.smarteros.tenant.record.Decisions;
import io.smarteros.tenant.record.Decisions.Loss;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.resolve.ResolvedService;
import io.smarteros.tenant.resolve.ResolvedTenant;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.service.ServiceRecordSession;
import io.smarteros.tenant.service.TenantService;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One service of one tenant during one pass.
 *
 * @param running false while the tenant is suspended, or the service is switched off in its row
 * @param namespaceReady false while nothing may be made in the namespace
 * @param rejection why the service must not be touched while it runs
 * @param keptAsIs what of the spec is not followed although the service runs
 * @param fullResync this is the paced full pass: what is not watched is read again
 */
record ServiceContext(
    Tenant manifest,
    ResolvedTenant tenant,
    ResolvedService resolved,
    TenantService service,
    ServiceRecordSession recordSession,
    Decisions decisions,
    boolean running,
    boolean namespaceReady,
    Optional<Problem> rejection,
    Optional<Problem> keptAsIs,
    boolean fullResync) {

  TenantRef ref() {
    return new TenantRef(tenant.name(), tenant.uid(), tenant.namespace());
  }

  /**
   * Something that held data is gone: waits until a person accepts that, and then lets the record
   * plan it anew, for the next pass to make it.
   *
   * @param told what is gone, and how to get it back
   */
  <T> StepResult<T> lost(String told, Loss loss, UnaryOperator<ServiceRecord> planAnew) {
    if (!decisions.isAccepted(loss)) {
      return StepResult.blocked(
          new Problem(Reason.DATA_MISSING, told + ", or accept the loss as status.decisions says"),
          loss.decision());
    }
    recordSession
        .tenant()
        .update(known -> loss.acceptedIn(known.withService(resolved.name(), planAnew)));
    return StepResult.stop(
        new ServiceOutcome.Progressing(
            "the loss is accepted, what was lost is made again next, and empty",
            RequeueDelays.AFTER_CONFLICT));
  }
}
