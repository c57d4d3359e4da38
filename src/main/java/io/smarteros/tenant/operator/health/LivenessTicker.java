package io.smarteros.tenant.operator.health;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Has the executor of the reconciliations run a {@link LivenessMonitor#beat} again and again, until
 * closed.
 */
public final class LivenessTicker implements AutoCloseable {
  private final Thread thread;

  /** Does nothing before {@link #start}. */
  public LivenessTicker(LivenessMonitor monitor, Executor executor, Duration interval) {
    thread = Thread.ofVirtual().name("liveness").unstarted(() -> tick(monitor, executor, interval));
  }

  public void start() {
    thread.start();
  }

  private static void tick(LivenessMonitor monitor, Executor executor, Duration interval) {
    try {
      while (true) {
        executor.execute(monitor::beat);
        Thread.sleep(interval);
      }
    } catch (InterruptedException | RejectedExecutionException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    thread.interrupt();
  }
}
