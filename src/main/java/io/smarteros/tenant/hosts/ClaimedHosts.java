package io.smarteros.tenant.hosts;

import io.smarteros.tenant.hosts.HostClaim.Strength;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.resolve.Hosts;
import io.smarteros.tenant.resolve.ResolvedService;
import io.smarteros.tenant.resolve.ResolvedTenant;
import java.util.HashSet;
import java.util.Set;

/**
 * What one tenant claims.
 *
 * @param createdAt of the Tenant, as the API server writes it
 */
record ClaimedHosts(String tenant, String createdAt) {

  /** What the tenant has, what the class's pattern makes its own, and what its spec asks for. */
  Set<HostClaim> of(ResolvedTenant resolved, TenantRecord record) {
    Set<HostClaim> claims = of(resolved);
    claims.addAll(of(record));
    return claims;
  }

  Set<HostClaim> of(ResolvedTenant resolved) {
    Set<HostClaim> claims = new HashSet<>();
    Set<String> defaults = Hosts.defaultsOf(tenant, resolved.tenantClass());
    defaults.forEach(host -> claims.add(claim(Strength.DEFAULT, host, false)));
    resolved.domain().ifPresent(domain -> claims.add(claim(Strength.WANTED, domain, true)));
    resolved.services().values().stream()
        .filter(ResolvedService::enabled)
        .map(ResolvedService::host)
        .filter(host -> !defaults.contains(host))
        .forEach(host -> claims.add(claim(Strength.WANTED, host, false)));
    return claims;
  }

  Set<HostClaim> of(TenantRecord record) {
    Set<HostClaim> claims = new HashSet<>();
    record.hosts().forEach(host -> claims.add(claim(Strength.GIVEN, host, false)));
    record.domain().ifPresent(domain -> claims.add(claim(Strength.GIVEN, domain, true)));
    return claims;
  }

  private HostClaim claim(Strength strength, String name, boolean whole) {
    return new HostClaim(tenant, createdAt, strength, name, whole);
  }
}
