package io.smarteros.tenant.local.benchmark;

import java.time.Duration;

/** How long is waited before something has gone wrong. */
final class Bounds {
  private Bounds() {}

  /** For something that happens to all tenants, on a slow machine. */
  static Duration allTenants(int count) {
    return Duration.ofMinutes(5).plusSeconds(3L * count);
  }
}
