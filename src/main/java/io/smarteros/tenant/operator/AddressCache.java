package io.smarteros.tenant.operator;

import java.security.Security;
import java.time.Duration;

/** How long the operator remembers which address a name has. */
final class AddressCache {
  /** The JDK reads it when it resolves its first name. */
  private static final String SECONDS_PROPERTY = "networkaddress.cache.ttl";

  /** As CoreDNS says of names in the cluster, unless it is configured otherwise. */
  private static final Duration TIME_TO_LIVE = Duration.ofSeconds(5);

  private AddressCache() {}

  /**
   * Limits it from now on, unless the JVM is configured otherwise. The JDK's 30 seconds are too
   * long: a Service that goes and comes again has another address, and by then the former one may
   * be that of another tenant, whose application would be sent this one's credentials.
   */
  static void limit() {
    if (Security.getProperty(SECONDS_PROPERTY) == null) {
      Security.setProperty(SECONDS_PROPERTY, Long.toString(TIME_TO_LIVE.toSeconds()));
    }
  }
}
