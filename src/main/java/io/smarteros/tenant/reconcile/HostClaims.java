package io.smarteros.tenant.reconcile;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Which tenant a host belongs to: the oldest of those that claim it and exist. */
public final class HostClaims {
  private final Map<String, TreeSet<Claim>> byHost = new HashMap<>();
  private final Map<String, Claimed> byTenant = new HashMap<>();

  /** Replaces what a tenant claims. */
  synchronized void claim(String tenant, String createdAt, Set<String> hosts) {
    Claimed claimed = new Claimed(createdAt, Set.copyOf(hosts));
    if (claimed.equals(byTenant.get(tenant))) {
      return;
    }
    release(tenant);
    hosts.forEach(
        host ->
            byHost
                .computeIfAbsent(host, _ -> new TreeSet<>(Claim.OLDEST_FIRST))
                .add(new Claim(createdAt, tenant)));
    byTenant.put(tenant, claimed);
  }

  synchronized void release(String tenant) {
    Claimed claimed = byTenant.remove(tenant);
    if (claimed == null) {
      return;
    }
    for (String host : claimed.hosts()) {
      TreeSet<Claim> claims = byHost.get(host);
      if (claims != null) {
        claims.removeIf(claim -> claim.tenant().equals(tenant));
        if (claims.isEmpty()) {
          byHost.remove(host);
        }
      }
    }
  }

  /**
   * The other tenant that has a host, if another one has it.
   *
   * @param exists a Tenant whose finalizer was taken off by hand went without a {@link #release}
   */
  synchronized Optional<String> otherHolder(String host, String tenant, Predicate<String> exists) {
    Optional<String> holder = holder(host).filter(found -> !found.equals(tenant));
    while (holder.isPresent() && !exists.test(holder.get())) {
      release(holder.get());
      holder = holder(host).filter(found -> !found.equals(tenant));
    }
    return holder;
  }

  private Optional<String> holder(String host) {
    return Optional.ofNullable(byHost.get(host)).map(claims -> claims.first().tenant());
  }

  private record Claimed(String createdAt, Set<String> hosts) {}

  private record Claim(String createdAt, String tenant) {
    static final Comparator<Claim> OLDEST_FIRST =
        Comparator.comparing(Claim::createdAt).thenComparing(Claim::tenant);
  }
}
