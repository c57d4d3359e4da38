package io.smarteros.tenant.reconcile;

import io.javaoperatorsdk.operator.processing.event.rate.RateLimiter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/**
 * How often a tenant is reconciled: twice at once, and then once a second. While its pods come and
 * go, its objects change many times in a second, and one look sees all of it.
 *
 * <p>JOSDK's own limiter (5.3) goes by the wall clock: set back by an hour, it would leave every
 * tenant that has had its turn alone for that hour.
 */
public final class ReconcileRateLimiter implements RateLimiter<ReconcileRateLimiter.Turns> {
  private static final Duration INTERVAL = Duration.ofSeconds(1);

  private final InstantSource clock;

  /**
   * Every tenant has its turns to begin with.
   *
   * @param clock one that nobody can set
   */
  public ReconcileRateLimiter(InstantSource clock) {
    this.clock = clock;
  }

  /** Those that one tenant has had. JOSDK keeps them. */
  public static final class Turns implements RateLimitState {
    /** From when on it has both of its turns again. */
    private Instant allFree = Instant.EPOCH;
  }

  @Override
  public Turns initState() {
    return new Turns();
  }

  /** Takes a turn, or tells after how long there is one. */
  @Override
  public Optional<Duration> isLimited(RateLimitState state) {
    Turns turns = (Turns) state;
    Instant now = clock.instant();
    Instant allFree = turns.allFree.isBefore(now) ? now : turns.allFree;
    Instant nextFree = allFree.minus(INTERVAL);
    if (nextFree.isAfter(now)) {
      return Optional.of(Duration.between(now, nextFree));
    }
    turns.allFree = allFree.plus(INTERVAL);
    return Optional.empty();
  }
}
