package io.smarteros.tenant.rowimport;

import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.record.TenantRecord;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * What an import has to know of the cluster, from caches.
 *
 * @param tenantNamed the Tenant of this name
 * @param tenants all of them
 * @param classes all of them
 * @param records of the Tenant of this name; this one is read from the API server
 */
public record ImportingCluster(
    Function<String, Optional<Tenant>> tenantNamed,
    Supplier<Collection<Tenant>> tenants,
    Supplier<Collection<TenantClass>> classes,
    Function<String, Optional<TenantRecord>> records) {

  Optional<Tenant> tenant(String name) {
    return tenantNamed.apply(name);
  }

  /** Tenants that were made of rows. */
  List<Tenant> imported() {
    return tenants.get().stream()
        .filter(tenant -> tenant.getSpec().importedRow().isPresent())
        .toList();
  }

  Optional<TenantRecord> record(String name) {
    return records.apply(name);
  }

  /** A Tenant of another name that has the row, as far as its status says so. */
  boolean isRowOfAnother(String name, String rowId) {
    return tenants.get().stream()
        .filter(tenant -> !tenant.getMetadata().getName().equals(name))
        .anyMatch(
            tenant ->
                tenant.getSpec().importedRow().equals(Optional.of(rowId))
                    || Optional.ofNullable(tenant.getStatus())
                        .filter(status -> rowId.equals(status.tenantId()))
                        .isPresent());
  }

  /**
   * Whether a class lets its tenants have domains of their own.
   *
   * @param name empty for the default class
   */
  boolean allowsDomains(Optional<String> name) {
    return classes.get().stream()
        .filter(
            one -> name.map(one.getMetadata().getName()::equals).orElseGet(one::servesByDefault))
        .anyMatch(one -> Boolean.TRUE.equals(one.getSpec().allow().customDomains()));
  }
}
