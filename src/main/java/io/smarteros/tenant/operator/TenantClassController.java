package io.smarteros.tenant.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.cluster.Inventory;
import io.smarteros.tenant.observability.EventRecorder;
import io.smarteros.tenant.reconcile.TenantEventSources;
import io.smarteros.tenant.record.RecordStore;
import io.smarteros.tenant.tenantclass.ClassUsers;
import io.smarteros.tenant.tenantclass.TenantClassReconciler;

/** The controller of TenantClasses. */
final class TenantClassController {
  private TenantClassController() {}

  static void register(
      Operator operator,
      KubernetesClient client,
      TenantEventSources eventSources,
      String namespace,
      EventRecorder events) {
    operator.register(
        new TenantClassReconciler(
            eventSources::tenantsIn,
            new ClassUsers(client, new RecordStore(client, namespace)),
            events),
        controller ->
            controller
                .withName("tenantclass")
                .withInformerListLimit(Inventory.LIST_LIMIT)
                .withFinalizer(Names.CLASS_FINALIZER));
  }
}
