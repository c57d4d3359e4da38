package io.smarteros.tenant.reconcile;

import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.deletion.DeletionProgress;
import io.smarteros.tenant.namespace.NamespaceReadiness;
import io.smarteros.tenant.reconcile.service.ServicesStep;
import io.smarteros.tenant.requeue.RequeueBackoff;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.requeue.ResyncSchedule;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.status.ReconcileResult.GoingDown;
import io.smarteros.tenant.status.ServiceResult;
import io.smarteros.tenant.supabase.decision.SyncResult;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/**
 * When a tenant is reconciled again: the earliest of what the parts of a reconciliation ask for.
 */
public final class RequeuePolicy {
  /** Without a full resync, which would end the wait. */
  private static final Duration LONGEST = Duration.ofMinutes(10);

  private final ResyncSchedule resyncSchedule;
  private final RequeueBackoff backoff;
  private final InstantSource clock;

  /**
   * For the tenants of one operator.
   *
   * @param clock of the times until which something is good
   */
  public RequeuePolicy(ResyncSchedule resyncSchedule, RequeueBackoff backoff, InstantSource clock) {
    this.resyncSchedule = resyncSchedule;
    this.backoff = backoff;
    this.clock = clock;
  }

  Duration after(
      Tenant tenant, ServicesStep.Results services, SyncResult row, NamespaceReadiness namespace) {
    String name = tenant.getMetadata().getName();
    Duration resync = resyncSchedule.untilDue(name);
    Object state = List.of(tenant.getMetadata().getGeneration(), services, namespace);
    Duration inCluster = inCluster(services, namespace, backoff.waiting(name, state), resync);
    return row.retryAfter().map(asked -> earlier(inCluster, asked)).orElse(inCluster);
  }

  /**
   * Of a tenant with which nothing can be done before a person acts.
   *
   * @param state how it stands, to be compared with the last time
   */
  Duration whenStalled(Tenant tenant, Object state) {
    return earlier(LONGEST, waiting(tenant, state).forPerson(RequeueDelays.WHEN_BLOCKED));
  }

  /** Of a deletion that goes on by itself. */
  Duration whenDeleting(Tenant tenant, DeletionProgress.Waiting progress) {
    return waiting(tenant, progress.message()).forProgress(progress.requeueAfter());
  }

  private RequeueBackoff.Wait waiting(Tenant tenant, Object state) {
    return backoff.waiting(tenant.getMetadata().getName(), state);
  }

  private Duration inCluster(
      ServicesStep.Results services,
      NamespaceReadiness namespace,
      RequeueBackoff.Wait wait,
      Duration latest) {
    Duration earliest =
        switch (namespace) {
          case NamespaceReadiness.Ready _ -> latest;
          case NamespaceReadiness.Impaired impaired when impaired.retried() ->
              earlier(latest, wait.forProgress(RequeueDelays.WHEN_PROGRESSING));
          case NamespaceReadiness.Progressing _ ->
              earlier(latest, wait.forProgress(RequeueDelays.WHEN_PROGRESSING));
          case NamespaceReadiness.Impaired _,
              NamespaceReadiness.Blocked _,
              NamespaceReadiness.Unknown _ ->
              earlier(latest, wait.forPerson(RequeueDelays.WHEN_BLOCKED));
        };
    for (ServiceResult service : services.switchedOn()) {
      earliest = earlier(earliest, after(service, wait).orElse(latest));
    }
    for (GoingDown service : services.goingDown()) {
      earliest =
          earlier(
              earliest,
              service.kept().isEmpty()
                  ? wait.forProgress(RequeueDelays.WHEN_PROGRESSING)
                  : wait.forPerson(RequeueDelays.WHEN_BLOCKED));
    }
    return earliest;
  }

  private Optional<Duration> after(ServiceResult service, RequeueBackoff.Wait wait) {
    return service
        .retryAfter(clock.instant())
        .map(
            asked ->
                switch (service.outcome()) {
                  case ServiceOutcome.Ready _, ServiceOutcome.Off _ -> asked;
                  case ServiceOutcome.Blocked _ -> wait.forPerson(asked);
                  case ServiceOutcome.Progressing _, ServiceOutcome.Failed _ ->
                      wait.forProgress(asked);
                });
  }

  private static Duration earlier(Duration left, Duration right) {
    return left.compareTo(right) <= 0 ? left : right;
  }
}
