package io.smarteros.tenant.rowimport;

import io.smarteros.tenant.api.Owner;
import io.smarteros.tenant.api.service.ServiceName;
import java.util.Optional;
import java.util.Set;

/**
 * What a row decides of its Tenant: the fields that are applied, and no others.
 *
 * @param className set when the Tenant is made, and never changed
 */
record ImportedSpec(
    String rowId,
    String displayName,
    Optional<String> className,
    Optional<String> domain,
    Optional<Owner> owner,
    Optional<String> adminEmail,
    Set<ServiceName> services) {

  ImportedSpec {
    services = Set.copyOf(services);
  }
}
