package io.smarteros.tenant.reconcile;

import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.namespace.NamespaceReadiness;
import io.smarteros.tenant.reconcile.service.ServicesStep;
import io.smarteros.tenant.requeue.RequeueBackoff;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.requeue.ResyncSchedule;
import io.smarteros.tenant.status.ServiceResult;
import io.smarteros.tenant.supabase.decision.SyncResult;
import java.time.Duration;
import java.util.List;

/**
 * When a tenant is reconciled again: the earliest of what the parts of a reconciliation ask for.
 */
public final class RequeuePolicy {
  private final ResyncSchedule resyncSchedule;
  private final RequeueBackoff backoff;

  public RequeuePolicy(ResyncSchedule resyncSchedule, RequeueBackoff backoff) {
    this.resyncSchedule = resyncSchedule;
    this.backoff = backoff;
  }

  Duration after(
      Tenant tenant, ServicesStep.Results services, SyncResult row, NamespaceReadiness namespace) {
    String name = tenant.getMetadata().getName();
    Duration resync = resyncSchedule.untilDue(name);
    Object state = List.of(tenant.getMetadata().getGeneration(), services, namespace);
    Duration inCluster = backoff.next(name, state, inCluster(services, namespace, resync));
    Duration earliest = earlier(resync, inCluster);
    return row.retryAfter().map(asked -> earlier(earliest, asked)).orElse(earliest);
  }

  private static Duration inCluster(
      ServicesStep.Results services, NamespaceReadiness namespace, Duration latest) {
    Duration earliest =
        switch (namespace) {
          case NamespaceReadiness.Ready _ -> latest;
          case NamespaceReadiness.Impaired impaired when impaired.retried() ->
              earlier(latest, RequeueDelays.WHEN_PROGRESSING);
          case NamespaceReadiness.Progressing _ -> earlier(latest, RequeueDelays.WHEN_PROGRESSING);
          case NamespaceReadiness.Impaired _,
              NamespaceReadiness.Blocked _,
              NamespaceReadiness.Unknown _ ->
              earlier(latest, RequeueDelays.WHEN_BLOCKED);
        };
    for (ServiceResult service : services.switchedOn()) {
      earliest = earlier(earliest, service.retryAfter().orElse(latest));
    }
    return services.goingDown().isEmpty()
        ? earliest
        : earlier(earliest, RequeueDelays.WHEN_PROGRESSING);
  }

  private static Duration earlier(Duration left, Duration right) {
    return left.compareTo(right) <= 0 ? left : right;
  }
}
