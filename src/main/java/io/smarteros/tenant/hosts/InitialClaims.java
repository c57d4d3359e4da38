package io.smarteros.tenant.hosts;

import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.resolve.ClassChoice;
import io.smarteros.tenant.resolve.Placements;
import io.smarteros.tenant.resolve.Resolver;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

/**
 * The claims of all tenants after a start. All of them stand before the first one is decided;
 * otherwise a tenant that happens to come first would get another one's host.
 */
final class InitialClaims {
  /** Younger than any Tenant that is there. */
  private static final String NO_TENANT = "~";

  private final Resolver resolver;
  private final Supplier<Map<String, TenantRecord>> records;
  private final Supplier<Collection<Tenant>> tenants;
  private final Supplier<Collection<TenantClass>> classes;

  /**
   * Of what the caches hold.
   *
   * @param tenants all that there are
   */
  InitialClaims(
      Resolver resolver,
      Supplier<Map<String, TenantRecord>> records,
      Supplier<Collection<Tenant>> tenants,
      Supplier<Collection<TenantClass>> classes) {
    this.resolver = resolver;
    this.records = records;
    this.tenants = tenants;
    this.classes = classes;
  }

  void addTo(HostClaims claims) {
    Map<String, TenantRecord> known = records.get();
    // also those whose Tenant is not restored yet
    known.forEach(
        (name, record) -> claims.replace(name, new ClaimedHosts(name, NO_TENANT).of(record)));
    Collection<TenantClass> all = classes.get();
    for (Tenant tenant : tenants.get()) {
      String name = tenant.getMetadata().getName();
      claims.replace(name, of(tenant, Optional.ofNullable(known.get(name)), all));
    }
  }

  private Set<HostClaim> of(
      Tenant tenant, Optional<TenantRecord> record, Collection<TenantClass> all) {
    ClaimedHosts claimed =
        new ClaimedHosts(
            tenant.getMetadata().getName(), tenant.getMetadata().getCreationTimestamp());
    Set<HostClaim> claims = new HashSet<>();
    record.map(claimed::of).ifPresent(claims::addAll);
    if (wantsAny(tenant, record)
        && ClassChoice.of(tenant, all, record)
            instanceof ClassChoice.Chosen(TenantClass tenantClass, _)) {
      claims.addAll(
          claimed.of(
              resolver
                  .resolve(
                      tenant,
                      tenantClass,
                      record
                          .map(TenantRecord::placement)
                          .orElseGet(() -> Placements.first(tenant, tenantClass)),
                      record)
                  .tenant()));
    }
    return claims;
  }

  /** One that goes, or that was not let in at the record of another, asks for nothing. */
  private static boolean wantsAny(Tenant tenant, Optional<TenantRecord> record) {
    return tenant.getMetadata().getDeletionTimestamp() == null
        && record
            .map(known -> known.tenantUid().equals(tenant.getMetadata().getUid()))
            .orElse(true);
  }
}
