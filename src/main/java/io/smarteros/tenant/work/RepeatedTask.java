package io.smarteros.tenant.work;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Something that is done again and again on a thread of its own, until closed. One failure does not
 * end it.
 */
public final class RepeatedTask implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(RepeatedTask.class);

  private final String name;
  private final Duration afterFailure;
  private final Supplier<Duration> task;
  private final Thread thread;
  private volatile boolean closed;

  /**
   * Does nothing before {@link #start}.
   *
   * @param name of the thread
   * @param task returns how long to pause before the next time
   */
  public RepeatedTask(String name, Duration afterFailure, Supplier<Duration> task) {
    this.name = name;
    this.afterFailure = afterFailure;
    this.task = task;
    this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
  }

  /** One with the same pause always. */
  public static RepeatedTask every(Duration pause, String name, Runnable task) {
    return new RepeatedTask(
        name,
        pause,
        () -> {
          task.run();
          return pause;
        });
  }

  /** To be called once. */
  public void start() {
    thread.start();
  }

  @Override
  public void close() {
    closed = true;
    thread.interrupt();
  }

  private void run() {
    try {
      while (!closed) {
        Thread.sleep(runOnce());
      }
    } catch (InterruptedException | RejectedExecutionException e) {
      // an executor that takes no more has been shut down: so is the operator
      Thread.currentThread().interrupt();
    }
  }

  private Duration runOnce() {
    try {
      return task.get();
    } catch (RejectedExecutionException e) {
      throw e;
    } catch (RuntimeException e) {
      if (!closed) {
        log.error("{} failed. It is tried again", name, e);
      }
      return afterFailure;
    }
  }
}
