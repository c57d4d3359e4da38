package io.smarteros.tenant.status;

import io.smarteros.tenant.api.TenantSpec;
import io.smarteros.tenant.api.TenantStatus.Retained;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.service.ServiceSpec;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.record.TenantRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** The data of services that are switched off or have left the spec. */
public final class RetainedData {
  private RetainedData() {}

  public static List<Retained> of(TenantRecord record, TenantSpec spec) {
    List<Retained> retained = new ArrayList<>();
    for (ServiceName name : ServiceName.values()) {
      boolean inUse = spec.services().find(name).map(ServiceSpec::isEnabled).orElse(false);
      if (!inUse) {
        record
            .service(name)
            // before its first version nothing could hold data
            .filter(service -> service.version().isPresent())
            .ifPresent(service -> retained.addAll(of(name, service)));
      }
    }
    return retained;
  }

  private static List<Retained> of(ServiceName name, ServiceRecord service) {
    List<Retained> retained = new ArrayList<>();
    service
        .database()
        .ifPresent(database -> retained.add(new Retained("Database", database.name(), name.id())));
    new TreeSet<>(service.volumes().keySet())
        .forEach(volume -> retained.add(new Retained("PersistentVolumeClaim", volume, name.id())));
    return retained;
  }
}
