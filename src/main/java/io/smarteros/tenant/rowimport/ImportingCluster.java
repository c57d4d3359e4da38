package io.smarteros.tenant.rowimport;

import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What an import has to know of the cluster, from caches.
 *
 * @param tenantNamed the Tenant of this name
 * @param tenants all of them
 * @param classes all of them
 * @param records whether there is a record for a Tenant of this name
 */
public record ImportingCluster(
    Function<String, Optional<Tenant>> tenantNamed,
    Supplier<Collection<Tenant>> tenants,
    Supplier<Collection<TenantClass>> classes,
    Predicate<String> records) {

  Optional<Tenant> tenant(String name) {
    return tenantNamed.apply(name);
  }

  /** Tenants that were made of rows. */
  List<Tenant> imported() {
    return tenants.get().stream()
        .filter(tenant -> tenant.getSpec().importedRow().isPresent())
        .toList();
  }

  boolean hasRecord(String name) {
    return records.test(name);
  }

  /**
   * Whether the class of the Tenant lets it have a domain of its own.
   *
   * @param asked the class that the row names
   */
  boolean allowsDomains(Optional<Tenant> tenant, Optional<String> asked) {
    Optional<String> name = tenant.flatMap(ImportingCluster::placedIn).or(() -> asked);
    return classes.get().stream()
        .filter(
            one -> name.map(one.getMetadata().getName()::equals).orElseGet(one::servesByDefault))
        .anyMatch(one -> Boolean.TRUE.equals(one.getSpec().allow().customDomains()));
  }

  /** The class that the Tenant was placed in. */
  static Optional<String> placedIn(Tenant tenant) {
    return Optional.ofNullable(tenant.getStatus())
        .flatMap(status -> Optional.ofNullable(status.className()));
  }
}
