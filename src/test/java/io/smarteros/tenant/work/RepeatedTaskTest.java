package io.smarteros.tenant.work;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class RepeatedTaskTest {
  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final Duration LONG = Duration.ofHours(1);

  /** On which thread each time was. */
  private final BlockingQueue<Thread> times = new ArrayBlockingQueue<>(100);

  @Test
  void a_task_is_repeated_until_it_is_closed() throws InterruptedException {
    RepeatedTask task = RepeatedTask.every(Duration.ofMillis(1), "often", this::note);
    task.start();
    Thread thread = next();
    assertThat(next()).isSameAs(thread);
    assertThat(next()).isSameAs(thread);

    task.close();
    assertEnds(thread);
  }

  @Test
  void closing_ends_the_longest_pause() throws InterruptedException {
    RepeatedTask task = RepeatedTask.every(LONG, "seldom", this::note);
    task.start();
    Thread thread = next();

    task.close();
    assertEnds(thread);
  }

  @Test
  void a_task_that_fails_is_tried_again_after_the_pause_for_that() throws InterruptedException {
    try (RepeatedTask task = new RepeatedTask("failing", Duration.ZERO, this::fail)) {
      task.start();
      assertThat(next()).isSameAs(next());
    }
  }

  @Test
  void a_task_ends_with_the_executor_that_it_needs() throws InterruptedException {
    try (RepeatedTask task = RepeatedTask.every(Duration.ZERO, "rejected", this::beRejected)) {
      task.start();
      assertEnds(next());
    }
  }

  private void note() {
    times.offer(Thread.currentThread());
  }

  private Duration fail() {
    note();
    throw new IllegalStateException("this test lets it fail");
  }

  private void beRejected() {
    note();
    throw new RejectedExecutionException("the executor has been shut down");
  }

  private Thread next() throws InterruptedException {
    Thread thread = times.poll(BOUND.toSeconds(), TimeUnit.SECONDS);
    assertThat(thread).as("done once more within %s", BOUND).isNotNull();
    return thread;
  }

  private static void assertEnds(Thread thread) throws InterruptedException {
    assertThat(thread.join(BOUND)).as("ended within %s", BOUND).isTrue();
  }
}
