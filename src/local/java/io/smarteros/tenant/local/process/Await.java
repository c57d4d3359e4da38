package io.smarteros.tenant.local.process;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for a condition, with a bound. */
public final class Await {
  private static final Duration SHORTEST_PAUSE = Duration.ofMillis(20);
  private static final Duration LONGEST_PAUSE = Duration.ofMillis(500);

  private Await() {}

  /**
   * Returns as soon as the condition holds.
   *
   * @param what completes the sentence "Waited 10 s for ..."
   * @throws IllegalStateException when the condition does not hold within the bound
   */
  public static void until(String what, Duration bound, BooleanSupplier condition) {
    long start = System.nanoTime();
    while (!condition.getAsBoolean()) {
      Duration waited = Duration.ofNanos(System.nanoTime() - start);
      if (waited.compareTo(bound) > 0) {
        throw new IllegalStateException(
            "Waited %d s for %s, in vain".formatted(bound.toSeconds(), what));
      }
      try {
        Thread.sleep(pause(waited));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while waiting for " + what, e);
      }
    }
  }

  /** Each look may be a request: who has waited for long can wait a little longer. */
  private static Duration pause(Duration waited) {
    return Duration.ofMillis(
        Math.clamp(waited.toMillis() / 10, SHORTEST_PAUSE.toMillis(), LONGEST_PAUSE.toMillis()));
  }
}
