package io.smarteros.tenant.observability;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** Limits Events: one write per Event and interval, and a maximum per object and in all. */
final class EventThrottle {
  private static final Duration INTERVAL = Duration.ofMinutes(10);
  private static final int MAX_OF_ONE_OBJECT = 20;
  private static final int MAX_IN_ALL = 2_000;

  private record Key(String uid, String event) {}

  private final InstantSource clock;

  /** When each was let through, oldest first. */
  private final Map<Key, Instant> recent = new LinkedHashMap<>();

  EventThrottle(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * @param event what tells this Event from others of the object
   */
  synchronized boolean letsThrough(String uid, String event) {
    Instant now = clock.instant();
    recent.values().removeIf(instant -> !instant.plus(INTERVAL).isAfter(now));
    var key = new Key(uid, event);
    if (recent.containsKey(key) || recent.size() >= MAX_IN_ALL) {
      return false;
    }
    long ofThisObject = recent.keySet().stream().filter(other -> other.uid().equals(uid)).count();
    if (ofThisObject >= MAX_OF_ONE_OBJECT) {
      return false;
    }
    recent.put(key, now);
    return true;
  }
}
