package io.smarteros.tenant.postgres;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * When the password of a role is tried: once a day, spread over the first day after a start, and
 * sooner while its application does not come up.
 */
final class PasswordChecks {
  private static final Duration INTERVAL = Duration.ofDays(1);
  private static final Duration WHEN_DOUBTED = Duration.ofMinutes(5);

  private final InstantSource clock;
  private final Instant start;
  private final Map<String, Instant> tried = new ConcurrentHashMap<>();

  PasswordChecks(InstantSource clock) {
    this.clock = clock;
    this.start = clock.instant();
  }

  boolean isDue(String role, boolean doubted) {
    Instant last = tried.get(role);
    Instant due =
        last == null
            ? doubted ? start : start.plus(spread(role))
            : last.plus(doubted ? WHEN_DOUBTED : INTERVAL);
    return !clock.instant().isBefore(due);
  }

  private static Duration spread(String role) {
    return Duration.ofSeconds(Math.floorMod(role.hashCode(), INTERVAL.toSeconds()));
  }

  /** It was tried, or set. */
  void done(String role) {
    tried.put(role, clock.instant());
  }
}
