package io.smarteros.tenant.tenantclass;

import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.observability.EventMessage;
import io.smarteros.tenant.observability.EventRecorder;
import io.smarteros.tenant.requeue.RequeueDelays;
import java.util.List;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps the finalizer of a TenantClass until no Tenant uses it. */
public final class TenantClassReconciler implements Reconciler<TenantClass>, Cleaner<TenantClass> {
  private static final Logger log = LoggerFactory.getLogger(TenantClassReconciler.class);

  /** Enough to begin with; a note has room for 1024 bytes. */
  private static final int MOST_NAMES = 10;

  private final Function<String, List<Tenant>> tenantsIn;
  private final EventRecorder events;

  public TenantClassReconciler(Function<String, List<Tenant>> tenantsIn, EventRecorder events) {
    this.tenantsIn = tenantsIn;
    this.events = events;
  }

  @Override
  public UpdateControl<TenantClass> reconcile(
      TenantClass tenantClass, Context<TenantClass> context) {
    return UpdateControl.noUpdate();
  }

  @Override
  public DeleteControl cleanup(TenantClass tenantClass, Context<TenantClass> context) {
    String name = tenantClass.getMetadata().getName();
    List<String> users =
        tenantsIn.apply(name).stream()
            .map(tenant -> tenant.getMetadata().getName())
            .sorted()
            .toList();
    if (users.isEmpty()) {
      return DeleteControl.defaultDelete();
    }
    log.info("TenantClass {} is not deleted while Tenants use it: {}", name, users);
    events.record(tenantClass, EventMessage.warning("ClassInUse", "Delete", keptFor(users)));
    return DeleteControl.noFinalizerRemoval().rescheduleAfter(RequeueDelays.WHEN_BLOCKED);
  }

  private static String keptFor(List<String> users) {
    String names = String.join(", ", users.subList(0, Math.min(MOST_NAMES, users.size())));
    return "Cannot be deleted while Tenants use it. Delete these first: %s%s"
        .formatted(names, users.size() > MOST_NAMES ? ", ... (%d)".formatted(users.size()) : "");
  }
}
