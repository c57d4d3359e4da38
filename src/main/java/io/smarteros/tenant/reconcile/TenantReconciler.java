package io.smarteros.tenant.reconcile;

import io.fabric8.kubernetes.client.KubernetesClientException;
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
import io.smarteros.tenant.api.TenantSpec;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.cluster.ApiRefusal;
import io.smarteros.tenant.cluster.StatusWriter;
import io.smarteros.tenant.deletion.DeletionConfirmation;
import io.smarteros.tenant.deletion.DeletionProgress;
import io.smarteros.tenant.deletion.TenantCleanup;
import io.smarteros.tenant.reconcile.ReconcileFailures.Failure;
import io.smarteros.tenant.record.RecordConflictException;
import io.smarteros.tenant.record.UnreadableRecordException;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.status.ReconcileResult;
import io.smarteros.tenant.status.StatusBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Keeps a tenant as its manifest says. One reconciliation is in {@link TenantReconciliation}. */
public final class TenantReconciler implements Reconciler<Tenant>, Cleaner<Tenant> {
  private final TenantReconciliation reconciliation;
  private final TenantCleanup cleanup;
  private final CustomerStatusStep customerStatus;
  private final StatusBuilder statuses;
  private final StatusWriter<Tenant, TenantSpec, TenantStatus> writer;
  private final ReconcileReporter reporter;
  private final TenantEventSources eventSources;
  private final ReconcileFailures failures;
  private final RequeuePolicy requeuePolicy;
  private final TenantMemory memory;

  public TenantReconciler(
      TenantReconciliation reconciliation,
      TenantCleanup cleanup,
      CustomerStatusStep customerStatus,
      StatusBuilder statuses,
      StatusWriter<Tenant, TenantSpec, TenantStatus> writer,
      ReconcileReporter reporter,
      TenantEventSources eventSources,
      ReconcileFailures failures,
      RequeuePolicy requeuePolicy,
      TenantMemory memory) {
    this.reconciliation = reconciliation;
    this.cleanup = cleanup;
    this.customerStatus = customerStatus;
    this.statuses = statuses;
    this.writer = writer;
    this.reporter = reporter;
    this.eventSources = eventSources;
    this.failures = failures;
    this.requeuePolicy = requeuePolicy;
    this.memory = memory;
  }

  @Override
  public UpdateControl<Tenant> reconcile(Tenant cached, Context<Tenant> context) {
    Tenant tenant = writer.latest(cached);
    if (TenantAnnotations.of(tenant).isPaused()) {
      reconciliation.pause(tenant);
      return requeueAfter(write(tenant, statuses.paused(tenant)));
    }
    try {
      eventSources.watchNewKinds(context);
      ReconcileResult result = customerStatus.show(tenant, reconciliation.reconcile(tenant));
      TenantStatus status = statuses.build(tenant, result);
      Optional<Duration> notWritten = write(tenant, status);
      reporter.reconciled(tenant, result);
      if (notWritten.isEmpty()) {
        failures.over(tenant.getMetadata().getName());
        reporter.statusWritten(tenant, status);
      }
      return requeueAfter(Optional.of(notWritten.orElse(result.requeueAfter())));
    } catch (UnreadableRecordException e) {
      TenantStatus status = statuses.build(tenant, showStalled(tenant, e.problem()));
      return requeueAfter(
          Optional.of(
              write(tenant, status).orElse(requeuePolicy.whenStalled(tenant, e.problem()))));
    } catch (RuntimeException e) {
      return requeueAfter(Optional.of(interrupted(tenant, e)));
    } finally {
      note(writer.latest(cached));
      memory.sweep();
    }
  }

  /** The SDK failed before or after a reconciliation, and tries again. */
  public void failed(Tenant cached, Exception cause) {
    reconciliation.notReached(cached);
    interrupted(writer.latest(cached), cause);
  }

  private Duration interrupted(Tenant tenant, Exception cause) {
    if (failures.meanNothing()) {
      return RequeueDelays.WHEN_BLOCKED;
    }
    Failure failure = failures.note(tenant.getMetadata().getName(), cause);
    boolean told =
        failure.needsPerson()
            || failure.lasts()
            || !(cause instanceof RecordConflictException || isFollowed(tenant));
    if (!told) {
      return failure.retryAfter();
    }
    boolean isDeleted = tenant.getMetadata().getDeletionTimestamp() != null;
    if (failure.needsPerson() && !isDeleted) {
      showStalled(tenant, failure.problem());
    }
    TenantStatus status =
        isDeleted
            ? deleting(tenant, failure)
            : statuses.interrupted(tenant, failure.problem(), failure.needsPerson());
    Optional<Duration> notWritten = write(tenant, status);
    if (notWritten.isEmpty()) {
      reporter.statusWritten(tenant, status);
    }
    return notWritten.orElse(failure.retryAfter());
  }

  private ReconcileResult showStalled(Tenant tenant, Problem problem) {
    return customerStatus.show(tenant, ReconcileResult.stalled(problem, List.of()));
  }

  private TenantStatus deleting(Tenant tenant, Failure failure) {
    String message = failure.problem().message();
    return failure.needsPerson()
        ? statuses.deleting(
            tenant,
            Optional.of(new Problem(Reason.DELETION_BLOCKED, message)),
            message,
            decisions(tenant))
        : statuses.deleting(tenant, Optional.empty(), message, decisions(tenant));
  }

  /** Its status tells of its manifest as it is. */
  private static boolean isFollowed(Tenant tenant) {
    return Optional.ofNullable(tenant.getStatus())
        .map(TenantStatus::observedGeneration)
        .equals(Optional.of(tenant.getMetadata().getGeneration()));
  }

  /**
   * Writes the status.
   *
   * @return when to come again, if it was not written
   */
  private Optional<Duration> write(Tenant tenant, TenantStatus status) {
    try {
      return writer.write(tenant, status);
    } catch (KubernetesClientException e) {
      reporter.statusNotWritten(tenant, ApiRefusal.message(e));
      return Optional.of(failures.note(tenant.getMetadata().getName(), e).retryAfter());
    }
  }

  private void note(Tenant tenant) {
    memory.note(tenant, Optional.ofNullable(tenant.getStatus()).map(TenantStatus::namespace));
  }

  private static UpdateControl<Tenant> requeueAfter(Optional<Duration> after) {
    UpdateControl<Tenant> nothingWritten = UpdateControl.noUpdate();
    return after.map(nothingWritten::rescheduleAfter).orElse(nothingWritten);
  }

  @Override
  public DeleteControl cleanup(Tenant cached, Context<Tenant> context) {
    Tenant tenant = writer.latest(cached);
    if (TenantAnnotations.of(tenant).isPaused()) {
      return kept(write(tenant, statuses.paused(tenant)));
    }
    note(tenant);
    try {
      eventSources.watchNewKinds(context);
      DeletionProgress progress = cleanup.run(tenant);
      reporter.cleaned(tenant, progress);
      return switch (progress) {
        case DeletionProgress.Done _ -> {
          failures.forget(tenant.getMetadata().getName());
          memory.forget(tenant);
          yield DeleteControl.defaultDelete();
        }
        case DeletionProgress.Waiting waiting ->
            kept(
                tenant,
                statuses.deleting(tenant, Optional.empty(), waiting.message(), decisions(tenant)),
                requeuePolicy.whenDeleting(tenant, waiting));
        case DeletionProgress.Blocked(Problem problem, List<Decision> decisions) ->
            blocked(tenant, problem, decisions);
      };
    } catch (UnreadableRecordException e) {
      return blocked(
          tenant, new Problem(Reason.DELETION_BLOCKED, e.problem().message()), List.of());
    } catch (RuntimeException e) {
      return kept(Optional.of(interrupted(tenant, e)));
    }
  }

  private static List<Decision> decisions(Tenant tenant) {
    return new DeletionConfirmation(tenant).question().stream().toList();
  }

  private DeleteControl blocked(Tenant tenant, Problem problem, List<Decision> decisions) {
    return kept(
        tenant,
        statuses.deleting(
            tenant,
            Optional.of(problem),
            "",
            Stream.concat(decisions.stream(), decisions(tenant).stream()).toList()),
        requeuePolicy.whenStalled(tenant, problem));
  }

  private DeleteControl kept(Tenant tenant, TenantStatus status, Duration requeueAfter) {
    customerStatus.showClosing(tenant);
    Optional<Duration> notWritten = write(tenant, status);
    if (notWritten.isEmpty()) {
      failures.over(tenant.getMetadata().getName());
    }
    return kept(Optional.of(notWritten.orElse(requeueAfter)));
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
