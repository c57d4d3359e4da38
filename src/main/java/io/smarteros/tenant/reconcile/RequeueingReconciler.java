package io.smarteros.tenant.reconcile;

import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.work.RequeueTimers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Takes the timers of a reconciler over from the SDK. */
public final class RequeueingReconciler implements Reconciler<Tenant>, Cleaner<Tenant> {
  private final Reconciler<Tenant> reconciler;
  private final Cleaner<Tenant> cleaner;
  private final RequeueTimers timers;

  public <R extends Reconciler<Tenant> & Cleaner<Tenant>> RequeueingReconciler(
      R reconciler, RequeueTimers timers) {
    this.reconciler = reconciler;
    this.cleaner = reconciler;
    this.timers = timers;
  }

  @Override
  public UpdateControl<Tenant> reconcile(Tenant tenant, Context<Tenant> context) throws Exception {
    requeue(tenant, reconciler.reconcile(tenant, context).getScheduleDelay());
    return UpdateControl.noUpdate();
  }

  @Override
  public DeleteControl cleanup(Tenant tenant, Context<Tenant> context) throws Exception {
    DeleteControl control = cleaner.cleanup(tenant, context);
    requeue(tenant, control.getScheduleDelay());
    return control.isRemoveFinalizer()
        ? DeleteControl.defaultDelete()
        : DeleteControl.noFinalizerRemoval();
  }

  private void requeue(Tenant tenant, Optional<Long> millis) {
    String name = tenant.getMetadata().getName();
    millis.ifPresentOrElse(
        delay -> timers.schedule(name, Duration.ofMillis(delay)), () -> timers.cancel(name));
  }

  @Override
  public List<EventSource<?, Tenant>> prepareEventSources(EventSourceContext<Tenant> context) {
    return reconciler.prepareEventSources(context);
  }
}
