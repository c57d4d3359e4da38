package io.smarteros.tenant.resolve;

import static io.smarteros.tenant.api.Reason.NOT_ALLOWED_BY_CLASS;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.service.ServiceSpec;
import io.smarteros.tenant.api.tenantclass.Allow;
import io.smarteros.tenant.api.tenantclass.ClassService;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.record.ServiceRecord;
import java.util.Optional;

/**
 * Everything that decides what a service should be.
 *
 * @param tenant its name
 * @param record empty before it is created
 * @param customDomain of the tenant
 */
record ServiceInput(
    String tenant,
    TenantClass tenantClass,
    ServiceName name,
    ServiceSpec spec,
    ServiceDefaults defaults,
    Optional<ServiceRecord> record,
    Optional<String> customDomain) {

  String className() {
    return tenantClass.getMetadata().getName();
  }

  Allow allow() {
    return tenantClass.getSpec().allow();
  }

  /** What the class says of this service. */
  Optional<ClassService> ofClass() {
    return tenantClass.getSpec().services().find(name);
  }

  /** How a person finds a field of the service in the Tenant. */
  String field(String field) {
    return "spec.services.%s.%s".formatted(name, field);
  }

  /**
   * The problem that the class does not allow a field.
   *
   * @param permission the field of {@code spec.allow} that would let it
   */
  Problem notAllowed(String field, String what, String permission) {
    return new Problem(
        NOT_ALLOWED_BY_CLASS,
        "TenantClass %s does not let a Tenant %s. Remove %s, or set allow.%s in the class"
            .formatted(className(), what, field(field), permission));
  }
}
