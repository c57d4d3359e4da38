package io.smarteros.tenant.operator;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Which tenant a host belongs to: the oldest of those that claim it. */
final class HostClaims {
  private final Map<String, TreeSet<Claim>> byHost = new HashMap<>();
  private final Map<String, Set<String>> byTenant = new HashMap<>();

  /** Replaces what a tenant claims. */
  synchronized void claim(String tenant, String createdAt, Set<String> hosts) {
    Set<String> before = byTenant.getOrDefault(tenant, Set.of());
    if (before.equals(hosts)) {
      return;
    }
    release(tenant);
    hosts.forEach(
        host ->
            byHost
                .computeIfAbsent(host, _ -> new TreeSet<>(Claim.OLDEST_FIRST))
                .add(new Claim(createdAt, tenant)));
    byTenant.put(tenant, Set.copyOf(hosts));
  }

  synchronized void release(String tenant) {
    for (String host : byTenant.getOrDefault(tenant, Set.of())) {
      TreeSet<Claim> claims = byHost.get(host);
      if (claims != null) {
        claims.removeIf(claim -> claim.tenant().equals(tenant));
        if (claims.isEmpty()) {
          byHost.remove(host);
        }
      }
    }
    byTenant.remove(tenant);
  }

  /** The other tenant that has a host, if another one has it. */
  synchronized Optional<String> otherHolder(String host, String tenant) {
    return Optional.ofNullable(byHost.get(host))
        .map(claims -> claims.first().tenant())
        .filter(holder -> !holder.equals(tenant));
  }

  private record Claim(String createdAt, String tenant) {
    static final Comparator<Claim> OLDEST_FIRST =
        Comparator.comparing(Claim::createdAt).thenComparing(Claim::tenant);
  }
}
