package io.smarteros.tenant.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.cluster.Inventory;
import io.smarteros.tenant.cluster.StatusWriter;
import io.smarteros.tenant.observability.EventRecorder;
import io.smarteros.tenant.reconcile.TenantEventSources;
import io.smarteros.tenant.record.RecordStore;
import io.smarteros.tenant.supabase.brake.RowBrake;
import io.smarteros.tenant.tenantclass.ClassHolds;
import io.smarteros.tenant.tenantclass.ClassInspector;
import io.smarteros.tenant.tenantclass.ClassStatusBuilder;
import io.smarteros.tenant.tenantclass.ClassUsers;
import io.smarteros.tenant.tenantclass.TenantClassMonitor;
import io.smarteros.tenant.tenantclass.TenantClassReconciler;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/**
 * What looks after TenantClasses: the controller of their finalizer, the monitor of their status.
 */
final class TenantClassController {
  private final KubernetesClient client;
  private final TenantEventSources eventSources;
  private final EventRecorder events;
  private final ClassHolds holds = new ClassHolds();

  TenantClassController(
      KubernetesClient client, TenantEventSources eventSources, EventRecorder events) {
    this.client = client;
    this.eventSources = eventSources;
    this.events = events;
  }

  void register(Operator operator, String namespace) {
    operator.register(
        new TenantClassReconciler(
            eventSources::tenantsIn,
            new ClassUsers(client, new RecordStore(client, namespace)),
            holds),
        controller ->
            controller
                .withName("tenantclass")
                .withInformerListLimit(Inventory.LIST_LIMIT)
                .withFinalizer(Names.CLASS_FINALIZER));
  }

  /**
   * Not started yet.
   *
   * @param clock of the times in the status
   * @param steady for intervals: the other clock may be set
   */
  TenantClassMonitor monitor(
      BooleanSupplier leading,
      ClassInspector inspector,
      TenantClassMonitor.Pace pace,
      RowBrake brake,
      InstantSource clock,
      InstantSource steady) {
    return new TenantClassMonitor(
        new TenantClassMonitor.Watched(eventSources::classes, eventSources::tenants),
        leading,
        inspector,
        holds,
        pace,
        brake,
        new ClassStatusBuilder(clock),
        new StatusWriter<>(
            client, steady, TenantClass::new, ClassStatusBuilder::isTenantsAllThatDiffers),
        events,
        steady);
  }
}
