package io.smarteros.tenant.operator;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a leader whose lease was not renewed in time, whatever hangs. The client's elector (7.8)
 * looks at its deadline only between two attempts, and goes by the wall clock.
 */
final class RenewalWatchdog implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RenewalWatchdog.class);

  private final Duration deadline;
  private final LongSupplier nanoTime;
  private final Runnable halt;
  private final Thread thread =
      Thread.ofPlatform().daemon().name("lease-watchdog").unstarted(this::watch);
  private volatile long renewedAt;

  /**
   * Watches nothing before {@link #start}.
   *
   * @param nanoTime steady, for intervals
   * @param halt ends the process at once
   */
  RenewalWatchdog(Duration deadline, LongSupplier nanoTime, Runnable halt) {
    this.deadline = deadline;
    this.nanoTime = nanoTime;
    this.halt = halt;
    this.renewedAt = nanoTime.getAsLong();
  }

  /**
   * The lease is renewed.
   *
   * @param since when the successful attempt began, by the steady clock
   */
  void renewed(long since) {
    renewedAt = since;
  }

  /** From now on the lease is held. */
  void start() {
    thread.start();
  }

  private void watch() {
    try {
      Duration left = left();
      while (left.isPositive()) {
        Thread.sleep(left);
        left = left();
      }
      log.error(
          "The lease was not renewed within {}. Exiting at once; the pod will restart", deadline);
      halt.run();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Duration left() {
    return deadline.minusNanos(nanoTime.getAsLong() - renewedAt);
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
