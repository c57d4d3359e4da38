package io.smarteros.tenant.work;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * When each tenant is reconciled again, by a clock that nobody can set. Those that are due wait
 * here, and not before events in the queue of reconciliations. JOSDK's own timers (5.3) go by the
 * wall clock, and their tasks come before every later event.
 */
public final class RequeueTimers implements AutoCloseable {
  private final WorkPermits permits;
  private final Consumer<String> due;
  private final Map<String, Future<?>> timers = new ConcurrentHashMap<>();
  private final ScheduledThreadPoolExecutor clock =
      new ScheduledThreadPoolExecutor(1, Thread.ofVirtual().name("requeue").factory());

  /**
   * No tenant has a timer yet.
   *
   * @param due submits the reconciliation of the tenant of this name, on the thread that calls it
   */
  public RequeueTimers(WorkPermits permits, Consumer<String> due) {
    this.permits = permits;
    this.due = due;
    clock.setRemoveOnCancelPolicy(true);
    clock.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    clock.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
  }

  /** Instead of the timer that the tenant had before. */
  public void schedule(String tenant, Duration delay) {
    Future<?> timer = clock.schedule(() -> fire(tenant), delay.toMillis(), TimeUnit.MILLISECONDS);
    Future<?> before = timers.put(tenant, timer);
    if (before != null) {
      before.cancel(false);
    }
  }

  public void cancel(String tenant) {
    Future<?> timer = timers.remove(tenant);
    if (timer != null) {
      timer.cancel(false);
    }
  }

  private Void fire(String tenant) throws InterruptedException {
    permits.submitOfTimer(() -> due.accept(tenant));
    return null;
  }

  @Override
  public void close() {
    clock.shutdownNow();
  }
}
