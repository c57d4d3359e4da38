package io.smarteros.tenant.operator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** Keeps Events few: one write per Event and interval, and not too many of one tenant or in all. */
final class EventThrottle {
  private static final Duration INTERVAL = Duration.ofMinutes(10);
  private static final int MAX_OF_ONE_TENANT = 20;
  private static final int MAX_IN_ALL = 2_000;

  private record Key(String tenantUid, String event) {}

  private final InstantSource clock;

  /** When each was let through, oldest first. */
  private final Map<Key, Instant> recent = new LinkedHashMap<>();

  EventThrottle(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * @param event what tells this Event from others of the tenant
   */
  synchronized boolean letsThrough(String tenantUid, String event) {
    Instant now = clock.instant();
    recent.values().removeIf(instant -> !instant.plus(INTERVAL).isAfter(now));
    var key = new Key(tenantUid, event);
    if (recent.containsKey(key) || recent.size() >= MAX_IN_ALL) {
      return false;
    }
    long ofThisTenant =
        recent.keySet().stream().filter(other -> other.tenantUid().equals(tenantUid)).count();
    if (ofThisTenant >= MAX_OF_ONE_TENANT) {
      return false;
    }
    recent.put(key, now);
    return true;
  }
}
