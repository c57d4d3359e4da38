package io.smarteros.tenant.operator;

import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.record.RecordConflictException;
import io.smarteros.tenant.record.UnreadableRecordException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Keeps a tenant as its manifest says. The way of one pass is in {@link TenantPass}. */
final class TenantReconciler implements Reconciler<Tenant>, Cleaner<Tenant> {
  private final TenantPass pass;
  private final TenantCleanup cleanup;
  private final StatusBuilder statuses;
  private final StatusWriter writer;
  private final PassObserver observer;
  private final Sources sources;
  private final Consumer<Tenant> forgetting;

  TenantReconciler(
      TenantPass pass,
      TenantCleanup cleanup,
      StatusBuilder statuses,
      StatusWriter writer,
      PassObserver observer,
      Sources sources,
      Consumer<Tenant> forgetting) {
    this.pass = pass;
    this.cleanup = cleanup;
    this.statuses = statuses;
    this.writer = writer;
    this.observer = observer;
    this.sources = sources;
    this.forgetting = forgetting;
  }

  @Override
  public UpdateControl<Tenant> reconcile(Tenant cached, Context<Tenant> context) {
    Tenant tenant = writer.latest(cached);
    if (TenantEvents.isPaused(tenant)) {
      writer.write(tenant, statuses.paused(tenant));
      return UpdateControl.noUpdate();
    }
    try {
      PassResult result = pass.run(tenant);
      TenantStatus status = statuses.build(tenant, result);
      Optional<Duration> tooEarly = writer.write(tenant, status);
      observer.passed(tenant, result);
      if (tooEarly.isEmpty()) {
        observer.stands(tenant, status);
      }
      return UpdateControl.<Tenant>noUpdate().rescheduleAfter(tooEarly.orElse(result.again()));
    } catch (RecordConflictException e) {
      return UpdateControl.<Tenant>noUpdate().rescheduleAfter(Visits.AFTER_CONFLICT);
    } catch (UnreadableRecordException e) {
      writer.write(tenant, statuses.build(tenant, PassResult.stalled(e.problem(), List.of())));
      return UpdateControl.<Tenant>noUpdate().rescheduleAfter(Visits.WHEN_BLOCKED);
    }
  }

  @Override
  public DeleteControl cleanup(Tenant cached, Context<Tenant> context) {
    Tenant tenant = writer.latest(cached);
    if (TenantEvents.isPaused(tenant)) {
      writer.write(tenant, statuses.paused(tenant));
      return DeleteControl.noFinalizerRemoval();
    }
    try {
      TenantCleanup.Progress progress = cleanup.run(tenant);
      observer.cleaned(tenant, progress);
      return switch (progress) {
        case TenantCleanup.Done _ -> {
          writer.forget(tenant);
          forgetting.accept(tenant);
          yield DeleteControl.defaultDelete();
        }
        case TenantCleanup.Waiting waiting -> {
          writer.write(tenant, statuses.deleting(tenant, Optional.empty(), waiting.message()));
          yield DeleteControl.noFinalizerRemoval().rescheduleAfter(waiting.again());
        }
        case TenantCleanup.Blocked blocked -> {
          writer.write(tenant, statuses.deleting(tenant, Optional.of(blocked.problem()), ""));
          yield DeleteControl.noFinalizerRemoval().rescheduleAfter(Visits.WHEN_BLOCKED);
        }
      };
    } catch (RecordConflictException e) {
      return DeleteControl.noFinalizerRemoval().rescheduleAfter(Visits.AFTER_CONFLICT);
    }
  }

  @Override
  public List<EventSource<?, Tenant>> prepareEventSources(EventSourceContext<Tenant> context) {
    return sources.prepare(context);
  }
}
