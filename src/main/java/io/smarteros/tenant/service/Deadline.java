package io.smarteros.tenant.service;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/**
 * The end of the time that a piece of work with an application may take, whatever the application
 * does. Each call gets what is left of it, so that many slow answers take no longer than one.
 */
public final class Deadline {
  private final InstantSource steady;
  private final Instant end;

  private Deadline(InstantSource steady, Instant end) {
    this.steady = steady;
    this.end = end;
  }

  /**
   * From now on.
   *
   * @param steady a clock that nobody sets
   */
  public static Deadline in(Duration budget, InstantSource steady) {
    return new Deadline(steady, steady.instant().plus(budget));
  }

  /** What is left; zero once it has passed. */
  public Duration left() {
    Duration left = Duration.between(steady.instant(), end);
    return left.isNegative() ? Duration.ZERO : left;
  }

  /** The time for one call of it: what is left, or less. */
  public Duration atMost(Duration longest) {
    Duration left = left();
    return left.compareTo(longest) < 0 ? left : longest;
  }

  public boolean hasPassed() {
    return left().isZero();
  }
}
