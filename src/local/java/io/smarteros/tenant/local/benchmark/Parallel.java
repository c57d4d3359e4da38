package io.smarteros.tenant.local.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Work on a list, by as many at once as the bare client has connections. */
final class Parallel {
  static final int WORKERS = 8;

  private Parallel() {}

  /** What one of the workers does, until {@code next} has no more. */
  @FunctionalInterface
  interface Worker<T> {
    void work(Queue<T> next) throws Exception;
  }

  /** Returns when all is done; throws IllegalStateException when one fails. */
  static <T> void run(List<T> items, Worker<T> worker) {
    Queue<T> queue = new ConcurrentLinkedQueue<>(items);
    try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> workers = new ArrayList<>();
      for (int i = 0; i < WORKERS; i++) {
        workers.add(
            executor.submit(
                () -> {
                  worker.work(queue);
                  return null;
                }));
      }
      for (Future<?> each : workers) {
        each.get();
      }
    } catch (ExecutionException e) {
      throw new IllegalStateException("The benchmark's client failed", e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted", e);
    }
  }
}
