package io.smarteros.tenant.hosts;

import io.smarteros.tenant.hosts.HostClaim.Strength;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The claims of all tenants, and which of two that exclude each other counts. */
final class HostClaims {
  /** By the labels of the name from the right, so that what is below a domain follows it. */
  private final NavigableMap<String, Set<HostClaim>> byName = new TreeMap<>();

  private final Map<String, Set<HostClaim>> byTenant = new HashMap<>();

  /** Replaces what a tenant claims. */
  synchronized void replace(String tenant, Set<HostClaim> claims) {
    if (claims.equals(byTenant.get(tenant))) {
      return;
    }
    release(tenant);
    byTenant.put(tenant, Set.copyOf(claims));
    claims.forEach(
        claim -> byName.computeIfAbsent(key(claim.name()), _ -> new HashSet<>()).add(claim));
  }

  synchronized void release(String tenant) {
    Set<HostClaim> released = byTenant.remove(tenant);
    if (released == null) {
      return;
    }
    for (HostClaim claim : released) {
      Set<HostClaim> rest = byName.get(key(claim.name()));
      if (rest != null) {
        rest.remove(claim);
        if (rest.isEmpty()) {
          byName.remove(key(claim.name()));
        }
      }
    }
  }

  /**
   * The claim of another tenant that keeps this one from having the name.
   *
   * @param whole the name is a domain that the tenant wants with all that is below it
   */
  synchronized Optional<HostClaim> stronger(String tenant, String name, boolean whole) {
    Optional<HostClaim> own =
        claimsOf(tenant).stream()
            .filter(claim -> claim.covers(name, whole))
            .min(HostClaim.STRONGEST_FIRST);
    return excluding(name, whole)
        .filter(claim -> !claim.tenant().equals(tenant))
        .filter(claim -> own.isEmpty() || HostClaim.STRONGEST_FIRST.compare(claim, own.get()) < 0)
        .min(HostClaim.STRONGEST_FIRST);
  }

  /**
   * Gives the tenant what it claims, unless another one was faster.
   *
   * @param domain that is given with the host
   * @return the claim that keeps it from having it
   */
  synchronized Optional<HostClaim> give(String tenant, String host, Optional<String> domain) {
    Optional<HostClaim> stronger =
        domain
            .flatMap(name -> stronger(tenant, name, true))
            .or(() -> stronger(tenant, host, false));
    if (stronger.isEmpty()) {
      Set<HostClaim> changed = new HashSet<>(claimsOf(tenant));
      changed.add(given(tenant, host, false));
      domain.ifPresent(name -> changed.add(given(tenant, name, true)));
      replace(tenant, changed);
    }
    return stronger;
  }

  private HostClaim given(String tenant, String name, boolean whole) {
    String createdAt = claimsOf(tenant).stream().map(HostClaim::createdAt).findFirst().orElse("");
    return new HostClaim(tenant, createdAt, Strength.GIVEN, name, whole);
  }

  private Set<HostClaim> claimsOf(String tenant) {
    return byTenant.getOrDefault(tenant, Set.of());
  }

  /** Claims on the name itself, on the domains that it is below, and on what is below it. */
  private Stream<HostClaim> excluding(String name, boolean whole) {
    String key = key(name);
    List<Set<HostClaim>> found = new ArrayList<>();
    for (int end = key.length(); end > 0; end = key.lastIndexOf('.', end - 1)) {
      found.add(byName.getOrDefault(key.substring(0, end), Set.of()));
    }
    if (whole) {
      found.addAll(byName.subMap(key + ".", key + "/").values());
    }
    return found.stream().flatMap(Collection::stream).filter(claim -> claim.excludes(name, whole));
  }

  private static String key(String name) {
    List<String> labels = Arrays.asList(name.split("\\."));
    Collections.reverse(labels);
    return String.join(".", labels);
  }
}
