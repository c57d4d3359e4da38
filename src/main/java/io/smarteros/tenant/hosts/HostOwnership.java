package io.smarteros.tenant.hosts;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.hosts.HostClaim.Strength;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.resolve.Resolution;
import io.smarteros.tenant.resolve.ResolvedService;
import io.smarteros.tenant.resolve.ResolvedTenant;
import io.smarteros.tenant.resolve.Resolver;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Which of its hosts a tenant may use. A host, and a custom domain as a whole, belongs to the
 * tenant that was given it first; of two that have none yet, to the older one.
 */
public final class HostOwnership {
  private final HostClaims claims = new HostClaims();
  private final InitialClaims initialClaims;
  private final Function<String, Optional<TenantRecord>> freshRecord;
  private final Supplier<Collection<Tenant>> tenants;
  private final BaseDomains baseDomains;
  private boolean seeded;

  /**
   * Over all tenants of the cluster.
   *
   * @param allRecords by tenant, also of tenants that are gone
   * @param freshRecord of one tenant, read anew
   * @param tenants all there are, from a cache
   * @param classes all there are, from a cache
   */
  public static HostOwnership of(
      Resolver resolver,
      Supplier<Map<String, TenantRecord>> allRecords,
      Function<String, Optional<TenantRecord>> freshRecord,
      Supplier<Collection<Tenant>> tenants,
      Supplier<Collection<TenantClass>> classes) {
    return new HostOwnership(
        new InitialClaims(resolver, allRecords, tenants, classes),
        freshRecord,
        tenants,
        new BaseDomains(classes));
  }

  private HostOwnership(
      InitialClaims initialClaims,
      Function<String, Optional<TenantRecord>> freshRecord,
      Supplier<Collection<Tenant>> tenants,
      BaseDomains baseDomains) {
    this.initialClaims = initialClaims;
    this.freshRecord = freshRecord;
    this.tenants = tenants;
    this.baseDomains = baseDomains;
  }

  /**
   * Claims what the tenant has and wants. A service whose host is another tenant's goes on at the
   * host that it has; one that has none is rejected.
   */
  public Resolution decide(Tenant tenant, Resolution resolution, TenantRecord record) {
    seed();
    claim(tenant, resolution.tenant(), record);
    Optional<Problem> domainTaken = domainTaken(resolution.tenant(), record);
    Map<ServiceName, ResolvedService> services = new EnumMap<>(ServiceName.class);
    Map<ServiceName, Problem> rejected = new EnumMap<>(ServiceName.class);
    Map<ServiceName, Problem> keptAsIs = new EnumMap<>(ServiceName.class);
    rejected.putAll(resolution.rejected());
    keptAsIs.putAll(resolution.keptAsIs());
    resolution
        .tenant()
        .services()
        .forEach(
            (name, service) -> {
              Optional<Problem> taken = taken(resolution.tenant(), service, domainTaken);
              Optional<String> has = hostOf(resolution.tenant(), record, service);
              services.put(
                  name, taken.isEmpty() ? service : has.map(service::withHost).orElse(service));
              taken.ifPresent(
                  problem ->
                      has.ifPresentOrElse(
                          host -> keptAsIs.putIfAbsent(name, HostTaken.staysAt(host, problem)),
                          () -> rejected.putIfAbsent(name, problem)));
            });
    List<Problem> general = new ArrayList<>(resolution.general());
    domainTaken.ifPresent(general::add);
    ResolvedTenant decided =
        resolution
            .tenant()
            .withServices(services)
            .withDomain(
                domainTaken.isEmpty()
                    ? resolution.tenant().domain()
                    : domainInUse(resolution.tenant(), record));
    return new Resolution(decided, rejected, keptAsIs, general);
  }

  /** The other domain under which the tenant has hosts. */
  private static Optional<String> domainInUse(ResolvedTenant tenant, TenantRecord record) {
    return record
        .domain()
        .filter(domain -> !tenant.domain().equals(Optional.of(domain)))
        .filter(domain -> hasHostsBelow(record, domain));
  }

  private static boolean hasHostsBelow(TenantRecord record, String domain) {
    return record.hosts().stream().anyMatch(host -> HostClaim.isWithin(host, domain));
  }

  private void claim(Tenant tenant, ResolvedTenant resolved, TenantRecord record) {
    claims.replace(
        resolved.name(),
        new ClaimedHosts(resolved.name(), tenant.getMetadata().getCreationTimestamp())
            .of(resolved, record));
  }

  private Optional<Problem> domainTaken(ResolvedTenant tenant, TenantRecord record) {
    return tenant
        .domain()
        .filter(domain -> !record.domain().equals(Optional.of(domain)))
        .flatMap(baseDomains::within)
        .or(
            () ->
                tenant
                    .domain()
                    .flatMap(
                        domain ->
                            holder(tenant.name(), domain, true)
                                .map(holder -> HostTaken.domain(domain, holder))));
  }

  private Optional<Problem> taken(
      ResolvedTenant tenant, ResolvedService service, Optional<Problem> domainTaken) {
    if (!service.enabled()) {
      return Optional.empty();
    }
    return domainTaken
        .filter(_ -> tenant.domain().filter(domain -> isBelow(service.host(), domain)).isPresent())
        .or(
            () ->
                holder(tenant.name(), service.host(), false)
                    .map(holder -> HostTaken.host(service.host(), holder)));
  }

  /** The host at which the service may go on. */
  private Optional<String> hostOf(
      ResolvedTenant tenant, TenantRecord record, ResolvedService service) {
    return record
        .service(service.name())
        .flatMap(ServiceRecord::host)
        .filter(host -> !host.equals(service.host()))
        .filter(host -> holder(tenant.name(), host, false).isEmpty());
  }

  /**
   * Gives the service the host that was decided. To be called before its route is made.
   *
   * @return why it may not have it: another tenant was faster
   */
  public Optional<Problem> give(ResolvedTenant tenant, String host) {
    return claims
        .give(tenant.name(), host, tenant.domain().filter(domain -> isBelow(host, domain)))
        .map(holder -> HostTaken.host(host, holder));
  }

  /**
   * To be called after the services: what the tenant has left is free.
   *
   * @param wanted before it was decided
   */
  public void settle(
      Tenant tenant, ResolvedTenant wanted, ResolvedTenant decided, RecordSession recordSession) {
    recordSession.later(
        known ->
            known.withDomain(
                known
                    .domain()
                    .filter(
                        domain ->
                            decided.domain().equals(Optional.of(domain))
                                || hasHostsBelow(known, domain))));
    // another tenant may have it only once this is persisted
    recordSession.flush();
    claim(tenant, wanted, recordSession.read());
  }

  /** Whether the host goes with the domain. */
  public static boolean isBelow(String host, String domain) {
    return HostClaim.isWithin(host, domain);
  }

  private Optional<HostClaim> holder(String tenant, String name, boolean whole) {
    Optional<HostClaim> holder = claims.stronger(tenant, name, whole);
    while (holder.isPresent() && !stands(holder.get())) {
      claims.release(holder.get().tenant());
      holder = claims.stronger(tenant, name, whole);
    }
    return holder;
  }

  /**
   * A Tenant whose finalizer was taken off by hand went without a {@link #release}. What is in its
   * record stays its own, since the Tenant may only not be restored yet.
   */
  private boolean stands(HostClaim claim) {
    return exists(claim.tenant())
        || (claim.strength() == Strength.GIVEN
            && freshRecord
                .apply(claim.tenant())
                .map(record -> new ClaimedHosts(claim.tenant(), claim.createdAt()).of(record))
                .filter(inRecord -> inRecord.contains(claim))
                .isPresent());
  }

  private boolean exists(String tenant) {
    return tenants.get().stream().anyMatch(known -> known.getMetadata().getName().equals(tenant));
  }

  public void release(String tenant) {
    claims.release(tenant);
  }

  private synchronized void seed() {
    if (!seeded) {
      initialClaims.addTo(claims);
      seeded = true;
    }
  }
}
