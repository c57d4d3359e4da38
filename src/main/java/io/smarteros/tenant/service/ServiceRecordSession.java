package io.smarteros.tenant.service;

import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.ServiceRecord;
import java.util.function.UnaryOperator;

/** One service's part of the tenant's record. */
public record ServiceRecordSession(RecordSession tenant, ServiceName service) {

  public ServiceRecord read() {
    return tenant.read().service(service).orElseGet(ServiceRecord::blank);
  }

  /** Persists the change before it returns. */
  public ServiceRecord update(UnaryOperator<ServiceRecord> change) {
    return tenant
        .update(record -> record.withService(service, change))
        .service(service)
        .orElseThrow();
  }

  /** As {@link RecordSession#prepare}. */
  public void prepare(UnaryOperator<ServiceRecord> change) {
    tenant.prepare(record -> record.withService(service, change));
  }

  /** As {@link RecordSession#persist}. */
  public void persist() {
    tenant.persist();
  }

  /** As {@link RecordSession#later}. */
  public void later(UnaryOperator<ServiceRecord> change) {
    tenant.later(record -> record.withService(service, change));
  }
}
