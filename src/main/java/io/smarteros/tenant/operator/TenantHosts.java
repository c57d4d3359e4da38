package io.smarteros.tenant.operator;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.ServiceName;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.resolve.ResolvedService;
import io.smarteros.tenant.resolve.ResolvedTenant;
import java.util.EnumMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Which hosts of a tenant belong to somebody else. */
final class TenantHosts {
  private final HostClaims claims;

  TenantHosts(HostClaims claims) {
    this.claims = claims;
  }

  /** Claims the tenant's hosts; returns the services whose host an older tenant has. */
  Map<ServiceName, Problem> taken(Tenant tenant, ResolvedTenant resolved) {
    String name = resolved.name();
    claims.claim(
        name,
        tenant.getMetadata().getCreationTimestamp(),
        resolved.services().values().stream()
            .filter(ResolvedService::enabled)
            .map(ResolvedService::host)
            .collect(Collectors.toUnmodifiableSet()));
    Map<ServiceName, Problem> taken = new EnumMap<>(ServiceName.class);
    resolved
        .services()
        .forEach(
            (service, decided) ->
                claims
                    .otherHolder(decided.host(), name)
                    .filter(_ -> decided.enabled())
                    .ifPresent(
                        holder ->
                            taken.put(
                                service,
                                new Problem(
                                    Reason.HOST_TAKEN,
                                    "Host %s belongs to the older tenant %s; choose another domain or host"
                                        .formatted(decided.host(), holder)))));
    return taken;
  }
}
