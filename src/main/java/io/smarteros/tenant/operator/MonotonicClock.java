package io.smarteros.tenant.operator;

import java.time.Instant;
import java.time.InstantSource;

/**
 * Goes on evenly when the machine's clock is set, so that an interval is as long as it says. Its
 * instants are for each other only: they say nothing of the time of day.
 */
final class MonotonicClock implements InstantSource {
  private final Instant start;
  private final long startNanos = System.nanoTime();

  MonotonicClock(Instant start) {
    this.start = start;
  }

  @Override
  public Instant instant() {
    return start.plusNanos(System.nanoTime() - startNanos);
  }
}
