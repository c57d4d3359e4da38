package io.smarteros.tenant.reconcile;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.resolve.ClassChoice;
import io.smarteros.tenant.resolve.Placements;
import io.smarteros.tenant.resolve.ResolvedService;
import io.smarteros.tenant.resolve.ResolvedTenant;
import io.smarteros.tenant.resolve.Resolver;
import java.util.Collection;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Which hosts of a tenant belong to somebody else. */
public final class HostConflicts {
  private final HostClaims claims;
  private final Resolver resolver;
  private final Supplier<Collection<Tenant>> tenants;
  private final Supplier<Collection<TenantClass>> classes;
  private final AtomicBoolean seeded = new AtomicBoolean();

  /**
   * Claims for all tenants of the cluster.
   *
   * @param tenants all there are, from a cache
   */
  public HostConflicts(
      HostClaims claims,
      Resolver resolver,
      Supplier<Collection<Tenant>> tenants,
      Supplier<Collection<TenantClass>> classes) {
    this.claims = claims;
    this.resolver = resolver;
    this.tenants = tenants;
    this.classes = classes;
  }

  /** Claims the tenant's hosts; returns the services whose host an older tenant has. */
  Map<ServiceName, Problem> taken(Tenant tenant, ResolvedTenant resolved) {
    seed();
    claim(tenant, resolved);
    Map<ServiceName, Problem> taken = new EnumMap<>(ServiceName.class);
    resolved
        .services()
        .forEach(
            (service, decided) ->
                claims
                    .otherHolder(decided.host(), resolved.name(), this::exists)
                    .filter(_ -> decided.enabled())
                    .ifPresent(holder -> taken.put(service, problem(decided, holder))));
    return taken;
  }

  private boolean exists(String tenant) {
    return tenants.get().stream().anyMatch(known -> known.getMetadata().getName().equals(tenant));
  }

  public void release(String tenant) {
    claims.release(tenant);
  }

  /**
   * After a start every tenant's claim stands before the first one is decided; otherwise a younger
   * tenant that happens to come first would get the older one's host.
   */
  private synchronized void seed() {
    if (seeded.getAndSet(true)) {
      return;
    }
    Collection<TenantClass> all = classes.get();
    for (Tenant tenant : tenants.get()) {
      if (ClassChoice.of(tenant, all, Optional.empty())
          instanceof ClassChoice.Chosen(TenantClass tenantClass, _)) {
        claim(
            tenant,
            resolver
                .resolve(
                    tenant, tenantClass, Placements.first(tenant, tenantClass), Optional.empty())
                .tenant());
      }
    }
  }

  private void claim(Tenant tenant, ResolvedTenant resolved) {
    claims.claim(
        resolved.name(),
        tenant.getMetadata().getCreationTimestamp(),
        resolved.services().values().stream()
            .filter(ResolvedService::enabled)
            .map(ResolvedService::host)
            .collect(Collectors.toUnmodifiableSet()));
  }

  private static Problem problem(ResolvedService decided, String holder) {
    return new Problem(
        Reason.HOST_TAKEN,
        "Host %s belongs to the older tenant %s. Choose another domain or host"
            .formatted(decided.host(), holder));
  }
}
