package io.smarteros.tenant.reconcile;

import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantAnnotations;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.deletion.DeletionConfirmation;
import io.smarteros.tenant.deletion.DeletionProgress;
import io.smarteros.tenant.deletion.TenantCleanup;
import io.smarteros.tenant.record.RecordConflictException;
import io.smarteros.tenant.record.UnreadableRecordException;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.status.ReconcileResult;
import io.smarteros.tenant.status.StatusBuilder;
import io.smarteros.tenant.status.StatusWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Keeps a tenant as its manifest says. One reconciliation is in {@link TenantReconciliation}. */
public final class TenantReconciler implements Reconciler<Tenant>, Cleaner<Tenant> {
  private final TenantReconciliation reconciliation;
  private final TenantCleanup cleanup;
  private final StatusBuilder statuses;
  private final StatusWriter writer;
  private final ReconcileReporter reporter;
  private final TenantEventSources eventSources;
  private final Consumer<Tenant> forgetting;

  public TenantReconciler(
      TenantReconciliation reconciliation,
      TenantCleanup cleanup,
      StatusBuilder statuses,
      StatusWriter writer,
      ReconcileReporter reporter,
      TenantEventSources eventSources,
      Consumer<Tenant> forgetting) {
    this.reconciliation = reconciliation;
    this.cleanup = cleanup;
    this.statuses = statuses;
    this.writer = writer;
    this.reporter = reporter;
    this.eventSources = eventSources;
    this.forgetting = forgetting;
  }

  @Override
  public UpdateControl<Tenant> reconcile(Tenant cached, Context<Tenant> context) {
    Tenant tenant = writer.latest(cached);
    if (TenantAnnotations.of(tenant).isPaused()) {
      return requeueAfter(writer.write(tenant, statuses.paused(tenant)));
    }
    try {
      ReconcileResult result = reconciliation.reconcile(tenant);
      TenantStatus status = statuses.build(tenant, result);
      Optional<Duration> tooEarly = writer.write(tenant, status);
      reporter.reconciled(tenant, result);
      if (tooEarly.isEmpty()) {
        reporter.statusWritten(tenant, status);
      }
      return requeueAfter(Optional.of(tooEarly.orElse(result.requeueAfter())));
    } catch (RecordConflictException e) {
      return requeueAfter(Optional.of(RequeueDelays.AFTER_CONFLICT));
    } catch (UnreadableRecordException e) {
      TenantStatus status = statuses.build(tenant, ReconcileResult.stalled(e.problem(), List.of()));
      return requeueAfter(
          Optional.of(writer.write(tenant, status).orElse(RequeueDelays.WHEN_BLOCKED)));
    }
  }

  private static UpdateControl<Tenant> requeueAfter(Optional<Duration> after) {
    UpdateControl<Tenant> nothingWritten = UpdateControl.noUpdate();
    return after.map(nothingWritten::rescheduleAfter).orElse(nothingWritten);
  }

  @Override
  public DeleteControl cleanup(Tenant cached, Context<Tenant> context) {
    Tenant tenant = writer.latest(cached);
    if (TenantAnnotations.of(tenant).isPaused()) {
      return kept(writer.write(tenant, statuses.paused(tenant)));
    }
    try {
      DeletionProgress progress = cleanup.run(tenant);
      reporter.cleaned(tenant, progress);
      return switch (progress) {
        case DeletionProgress.Done _ -> {
          writer.forget(tenant);
          forgetting.accept(tenant);
          yield DeleteControl.defaultDelete();
        }
        case DeletionProgress.Waiting(String message, Duration requeueAfter) ->
            kept(
                tenant,
                statuses.deleting(tenant, Optional.empty(), message, decisions(tenant)),
                requeueAfter);
        case DeletionProgress.Blocked(Problem problem) -> blocked(tenant, problem);
      };
    } catch (RecordConflictException e) {
      return kept(Optional.of(RequeueDelays.AFTER_CONFLICT));
    } catch (UnreadableRecordException e) {
      return blocked(tenant, new Problem(Reason.DELETION_BLOCKED, e.problem().message()));
    }
  }

  private static List<Decision> decisions(Tenant tenant) {
    return new DeletionConfirmation(tenant).question().stream().toList();
  }

  private DeleteControl blocked(Tenant tenant, Problem problem) {
    return kept(
        tenant,
        statuses.deleting(tenant, Optional.of(problem), "", decisions(tenant)),
        RequeueDelays.WHEN_BLOCKED);
  }

  private DeleteControl kept(Tenant tenant, TenantStatus status, Duration requeueAfter) {
    return kept(Optional.of(writer.write(tenant, status).orElse(requeueAfter)));
  }

  private static DeleteControl kept(Optional<Duration> requeueAfter) {
    DeleteControl finalizerStays = DeleteControl.noFinalizerRemoval();
    return requeueAfter.map(finalizerStays::rescheduleAfter).orElse(finalizerStays);
  }

  @Override
  public List<EventSource<?, Tenant>> prepareEventSources(EventSourceContext<Tenant> context) {
    return eventSources.prepare(context);
  }
}
