package io.smarteros.tenant.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smarteros.tenant.local.process.Await;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ReconcileExecutorTest {
  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final int PERMITS = 2;

  private final WorkPermits permits = new WorkPermits(PERMITS);
  private final ReconcileExecutor executor = new ReconcileExecutor(permits);
  private final RequeueTimers timers = new RequeueTimers(permits, this::submitOfTimer);
  private final CountDownLatch answer = new CountDownLatch(1);
  private final List<String> done = new CopyOnWriteArrayList<>();

  /** What the reconciliation of a timer does; most of them are done at once. */
  private volatile Runnable workOfTimers = () -> {};

  @AfterEach
  void close() {
    answer.countDown();
    timers.close();
    executor.shutdownNow();
  }

  @Test
  void who_waits_for_a_server_of_others_keeps_nobody_from_working() {
    permits.open();
    AtomicInteger waiting = new AtomicInteger();
    for (int tenant = 0; tenant < 12; tenant++) {
      executor.execute(
          () ->
              permits.whileWaiting(
                  () -> {
                    waiting.incrementAndGet();
                    return await(answer);
                  }));
    }
    Await.until("12 reconciliations to wait", BOUND, () -> waiting.get() == 12);

    executor.execute(() -> done.add("13th"));

    Await.until("the 13th", BOUND, () -> done.contains("13th"));
  }

  @Test
  void no_more_work_at_once_than_there_are_permits() {
    permits.open();
    AtomicInteger working = new AtomicInteger();
    List<Integer> seen = new CopyOnWriteArrayList<>();
    Runnable work =
        () -> {
          seen.add(working.incrementAndGet());
          LockSupport.parkNanos(1);
          working.decrementAndGet();
        };
    for (int tenant = 0; tenant < 200; tenant++) {
      executor.execute(
          () -> {
            work.run();
            permits.whileWaiting(() -> "an answer");
            permits.whileWaiting(permits.forked(() -> part(work)));
            work.run();
            done.add("one");
          });
    }

    Await.until("all of them", BOUND, () -> done.size() == 200);
    assertThat(seen).hasSize(600).allMatch(atOnce -> atOnce <= PERMITS);
  }

  @Test
  void the_parts_of_a_tenant_go_on_while_it_waits_for_them() throws InterruptedException {
    permits.open();
    CountDownLatch ended = new CountDownLatch(PERMITS);
    for (int tenant = 0; tenant < PERMITS; tenant++) {
      executor.execute(
          () -> {
            permits.whileWaiting(() -> inAThread(permits.forked(() -> "part")));
            ended.countDown();
          });
    }

    assertThat(ended.await(20, TimeUnit.SECONDS)).as("ended within 20 s").isTrue();
  }

  @Test
  void an_edit_is_acted_on_while_ten_thousand_timers_are_due() {
    permits.open();
    CountDownLatch begun = new CountDownLatch(PERMITS);
    workOfTimers =
        () -> {
          begun.countDown();
          await(answer);
        };
    for (int tenant = 0; tenant < 10_000; tenant++) {
      timers.schedule("tenant-" + tenant, Duration.ZERO);
    }
    await(begun);
    executor.execute(() -> done.add("edit"));
    answer.countDown();

    Await.until("all of them", BOUND, () -> done.size() == 10_001);

    assertThat(done.indexOf("edit")).as("timers before the edit").isLessThan(2 * PERMITS + 1);
  }

  @Test
  void an_edit_is_acted_on_while_ten_thousand_tenants_are_looked_at_after_a_start() {
    startWithTenantsThatWaitForIt(10_000);
    executor.execute(() -> done.add("edit"));
    answer.countDown();

    Await.until("the edit", BOUND, () -> done.contains("edit"));
  }

  @Test
  void timers_get_their_share_while_all_tenants_are_looked_at_after_a_start() {
    startWithTenantsThatWaitForIt(1_000);
    timers.schedule("acme", Duration.ZERO);
    Await.until("the timer to be due", BOUND, () -> submitted.get() == 1);
    answer.countDown();

    Await.until("the timer", BOUND, () -> done.contains("acme"));
  }

  /** As many as there are permits wait for the answer; the others keep their permits for good. */
  private void startWithTenantsThatWaitForIt(int tenants) {
    CountDownLatch begun = new CountDownLatch(PERMITS);
    CountDownLatch forGood = new CountDownLatch(1);
    for (int tenant = 0; tenant < tenants; tenant++) {
      executor.execute(
          () -> {
            boolean isFirst = begun.getCount() > 0;
            begun.countDown();
            await(isFirst ? answer : forGood);
          });
    }
    permits.open();
    await(begun);
  }

  @Test
  void timers_get_their_share_however_many_events_there_are() {
    CountDownLatch begun = new CountDownLatch(1);
    permits.open();
    for (int permit = 0; permit < PERMITS; permit++) {
      executor.execute(() -> await(answer));
    }
    for (int event = 0; event < 1_000; event++) {
      executor.execute(() -> done.add("event"));
    }
    workOfTimers = begun::countDown;
    timers.schedule("acme", Duration.ZERO);
    Await.until("the timer to be due", BOUND, () -> submitted.get() == 1);

    answer.countDown();

    Await.until("all of them", BOUND, () -> done.size() == 1_001);
    assertThat(done.indexOf("acme")).as("events before the timer").isLessThan(20);
  }

  @Test
  void thousands_that_wait_for_a_dead_server_are_not_all_in_memory_at_once() {
    permits.open();
    AtomicInteger waiting = new AtomicInteger();
    workOfTimers =
        () ->
            permits.whileWaiting(
                () -> {
                  waiting.incrementAndGet();
                  return await(answer);
                });
    for (int tenant = 0; tenant < 1_000; tenant++) {
      timers.schedule("tenant-" + tenant, Duration.ZERO);
    }
    Await.until("some to wait", BOUND, () -> waiting.get() == 32);
    executor.execute(() -> done.add("edit"));

    Await.until("the edit", BOUND, () -> done.contains("edit"));
    assertThat(waiting).hasValue(32);
  }

  @Test
  void a_timer_is_replaced_by_the_next_one_and_ends_with_its_tenant() {
    permits.open();
    timers.schedule("gone", Duration.ofMillis(50));
    timers.cancel("gone");
    timers.schedule("acme", Duration.ofDays(1));
    timers.schedule("acme", Duration.ofMillis(100));

    Await.until("the second timer", BOUND, () -> done.contains("acme"));
    assertThat(done).containsExactly("acme");
  }

  @Test
  void nothing_begins_before_the_operator_may_act() {
    executor.execute(() -> done.add("early"));
    executor.execute(() -> done.add("earlier still"));
    assertThat(done).isEmpty();

    permits.open();

    Await.until("both", BOUND, () -> done.size() == 2);
  }

  @Test
  void a_stop_ends_what_has_begun_and_begins_nothing_else() throws InterruptedException {
    permits.open();
    CountDownLatch begun = new CountDownLatch(PERMITS);
    for (int tenant = 0; tenant < PERMITS; tenant++) {
      executor.execute(
          () -> {
            begun.countDown();
            permits.whileWaiting(() -> await(answer));
            permits.whileWaiting(permits.forked(() -> "part"));
            done.add("begun");
          });
    }
    await(begun);
    CountDownLatch blocked = new CountDownLatch(PERMITS);
    for (int tenant = 0; tenant < PERMITS; tenant++) {
      executor.execute(
          () -> {
            blocked.countDown();
            await(answer);
          });
    }
    await(blocked);
    executor.execute(() -> done.add("queued"));

    executor.shutdown();
    answer.countDown();

    assertThat(executor.awaitTermination(20, TimeUnit.SECONDS)).as("ended within 20 s").isTrue();
    assertThat(done).containsExactly("begun", "begun");
    assertThatThrownBy(() -> executor.execute(() -> {}))
        .isInstanceOf(RejectedExecutionException.class);
  }

  private final AtomicInteger submitted = new AtomicInteger();

  private void submitOfTimer(String tenant) {
    executor.execute(
        () -> {
          workOfTimers.run();
          done.add(tenant);
        });
    submitted.incrementAndGet();
  }

  private static boolean part(Runnable work) {
    work.run();
    return true;
  }

  private static <T> T inAThread(Supplier<T> part) {
    List<T> result = new CopyOnWriteArrayList<>();
    Thread thread = Thread.ofVirtual().start(() -> result.add(part.get()));
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return result.getFirst();
  }

  private static boolean await(CountDownLatch latch) {
    try {
      return latch.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
