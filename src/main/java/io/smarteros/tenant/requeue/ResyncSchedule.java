package io.smarteros.tenant.requeue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * When a tenant's full resync is due: the one that reads again what is not watched. The first
 * reconciliation after a start is one; later ones are spread over the interval.
 */
public final class ResyncSchedule {
  private static final double JITTER = 0.2;

  private final InstantSource clock;
  private final RandomGenerator random;
  private final Duration interval;
  private final Map<String, Instant> due = new ConcurrentHashMap<>();

  public ResyncSchedule(InstantSource clock, RandomGenerator random, Duration interval) {
    this.clock = clock;
    this.random = random;
    this.interval = interval;
  }

  public boolean isDue(String tenant) {
    return !clock.instant().isBefore(due.getOrDefault(tenant, Instant.MIN));
  }

  public void done(String tenant) {
    double early = random.nextDouble() * JITTER;
    due.put(tenant, clock.instant().plusMillis((long) (interval.toMillis() * (1 - early))));
  }

  public Duration untilDue(String tenant) {
    Duration until = Duration.between(clock.instant(), due.getOrDefault(tenant, clock.instant()));
    return until.isNegative() ? Duration.ZERO : until;
  }

  public void forget(String tenant) {
    due.remove(tenant);
  }
}
