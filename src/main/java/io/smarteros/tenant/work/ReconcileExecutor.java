package io.smarteros.tenant.work;

import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/**
 * Runs each reconciliation on a virtual thread of its own, with a permit. After a shutdown it ends
 * what has begun, and begins nothing else.
 */
public final class ReconcileExecutor extends AbstractExecutorService {
  private final WorkPermits permits;
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  public ReconcileExecutor(WorkPermits permits) {
    this.permits = permits;
  }

  @Override
  public void execute(Runnable task) {
    permits.start(task, threads);
  }

  @Override
  public void shutdown() {
    permits.close();
    threads.shutdown();
  }

  @Override
  public List<Runnable> shutdownNow() {
    permits.close();
    return threads.shutdownNow();
  }

  @Override
  public boolean isShutdown() {
    return threads.isShutdown();
  }

  @Override
  public boolean isTerminated() {
    return threads.isTerminated();
  }

  @Override
  public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
    return threads.awaitTermination(timeout, unit);
  }
}
