package io.smarteros.tenant.hosts;

import java.util.Comparator;

/**
 * A tenant's claim on a host, or on a domain with all that is below it.
 *
 * @param createdAt of the Tenant, as the API server writes it
 * @param name DNS name of the host or domain
 * @param whole on the domain as a whole
 */
record HostClaim(String tenant, String createdAt, Strength strength, String name, boolean whole) {

  /** Which claim counts: the stronger, else that of the older tenant. */
  static final Comparator<HostClaim> STRONGEST_FIRST =
      Comparator.comparing(HostClaim::strength)
          .thenComparing(HostClaim::createdAt)
          .thenComparing(HostClaim::tenant);

  /** What a claim rests on, the strongest first. */
  enum Strength {
    /** The record has it, since a route was made or is about to be. */
    GIVEN,
    /** The class's pattern makes it the tenant's, also while no service uses it. */
    DEFAULT,
    /** The spec asks for it. */
    WANTED
  }

  /** Whether this claim is on the name, or on a domain that it is below. */
  boolean covers(String otherName, boolean otherWhole) {
    return whole ? isWithin(otherName, name) : !otherWhole && name.equals(otherName);
  }

  /** Whether no other tenant may have the name as well. */
  boolean excludes(String otherName, boolean otherWhole) {
    return covers(otherName, otherWhole) || (otherWhole && isWithin(name, otherName));
  }

  /** Whether the name is the domain or below it. */
  static boolean isWithin(String name, String domain) {
    return name.equals(domain) || name.endsWith("." + domain);
  }
}
