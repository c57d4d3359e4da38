package io.smarteros.tenant.operator;

import io.smarteros.tenant.api.ServiceName;
import io.smarteros.tenant.cluster.Inventory;
import io.smarteros.tenant.cluster.Observed;
import io.smarteros.tenant.cluster.Scope;
import io.smarteros.tenant.cluster.Workload;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.record.TenantMemory;
import java.util.List;

/**
 * Notes which versions came to run. An application may have migrated its data from then on, so that
 * there is no way back; one that never started, since its image does not exist, changed nothing.
 */
final class StartedVersions {
  private final Inventory inventory;

  StartedVersions(Inventory inventory) {
    this.inventory = inventory;
  }

  /** To be called before it is decided which version shall run. */
  void note(String tenant, TenantMemory memory) {
    memory
        .read()
        .services()
        .forEach(
            (name, record) -> {
              if (!record.ranVersion().equals(record.version()) && hasStarted(tenant, name)) {
                memory.update(known -> known.withService(name, ServiceRecord::started));
              }
            });
  }

  private boolean hasStarted(String tenant, ServiceName service) {
    Scope scope = new Scope.OfService(service);
    List<Observed> objects = inventory.of(tenant).stream().filter(scope::covers).toList();
    return objects.stream()
        .filter(object -> object.key().kind().equals("Deployment"))
        .anyMatch(deployment -> Workload.hasStarted(deployment, objects));
  }
}
