package io.smarteros.tenant.rowimport;

import io.smarteros.tenant.api.service.ServiceName;
import java.util.Optional;
import java.util.Set;

/**
 * Which rows become Tenants, and what rows do not say of them.
 *
 * @param services of a Tenant whose row has none
 * @param adminEmail the first administrator where the owner has no confirmed e-mail address
 * @param perOwner Tenants that one owner may have
 * @param perHour Tenants that are made within one hour
 * @param total Tenants made of rows, in all
 */
public record ImportPolicy(
    Set<ServiceName> services, Optional<String> adminEmail, int perOwner, int perHour, int total) {

  public ImportPolicy {
    services = Set.copyOf(services);
  }
}
