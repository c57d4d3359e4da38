package io.smarteros.tenant.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smarteros.tenant.local.process.Await;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

final class JoinedRecordSessionTest {
  private static final Duration BOUND = Duration.ofSeconds(20);
  private static final TenantRecord FIRST = new InMemoryRecordSession().read();

  private final List<TenantRecord> stored = new CopyOnWriteArrayList<>();
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private final AtomicInteger begun = new AtomicInteger();
  private final JoinedRecordSession session = new JoinedRecordSession(FIRST, FIRST, this::store);

  @Test
  void services_that_change_the_record_at_the_same_time_share_a_write() throws Exception {
    List<Thread> services = new ArrayList<>();
    List<String> returned = new CopyOnWriteArrayList<>();
    for (int number = 0; number < 10; number++) {
      String name = "service-" + number;
      services.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    session.update(decides(name));
                    assertThat(stored.getLast().usedDecisions()).contains(name);
                    returned.add(name);
                  }));
    }
    Await.until("a write, and nine that wait", BOUND, () -> decisions() == 10);
    assertThat(returned).as("nothing is persisted yet").isEmpty();

    mayEnd.countDown();
    for (Thread service : services) {
      service.join();
    }

    assertThat(returned).as("each found its change persisted").hasSize(10);
    assertThat(begun).as("writes").hasValue(2);
  }

  @Test
  void what_is_left_for_later_rides_on_the_next_write() {
    mayEnd.countDown();
    session.later(decides("later"));
    assertThat(session.read().usedDecisions()).containsExactly("later");
    assertThat(stored).isEmpty();

    session.update(decides("now"));

    assertThat(stored).hasSize(1);
    assertThat(stored.getFirst().usedDecisions()).containsExactlyInAnyOrder("later", "now");
  }

  @Test
  void what_is_left_for_later_is_persisted_at_the_end() {
    mayEnd.countDown();
    session.later(decides("later"));
    session.update(UnaryOperator.identity());
    assertThat(stored).as("after a change that changes nothing").isEmpty();

    session.flush();
    session.flush();

    assertThat(stored).hasSize(1);
  }

  @Test
  void what_was_changed_and_changed_back_is_not_written() {
    session.later(record -> record.withDomain(Optional.of("acme.example")));
    session.later(record -> record.withDomain(Optional.empty()));

    session.flush();

    assertThat(stored).isEmpty();
  }

  @Test
  void what_is_prepared_is_persisted_together_before_what_relies_on_it() {
    mayEnd.countDown();
    session.prepare(decides("key"));
    session.prepare(decides("volume"));
    assertThat(stored).isEmpty();

    session.persist();
    session.persist();

    assertThat(stored).hasSize(1);
    assertThat(stored.getFirst().usedDecisions()).containsExactlyInAnyOrder("key", "volume");
  }

  @Test
  void what_can_wait_is_not_written_before_the_end() {
    mayEnd.countDown();
    session.later(decides("fact"));

    session.persist();

    assertThat(stored).isEmpty();
  }

  @Test
  void a_record_that_begins_is_created_by_its_first_write() {
    mayEnd.countDown();
    JoinedRecordSession first = new JoinedRecordSession(FIRST, null, this::store);
    first.later(decides("first"));
    assertThat(stored).isEmpty();

    first.persist();
    first.flush();

    assertThat(stored).containsExactly(decides("first").apply(FIRST));
  }

  @Test
  void after_a_write_that_failed_nothing_goes_on_as_if_it_were_persisted() {
    JoinedRecordSession failing =
        new JoinedRecordSession(
            FIRST,
            FIRST,
            _ -> {
              throw new RecordConflictException("acme");
            });
    failing.later(decides("later"));

    assertThatThrownBy(() -> failing.update(decides("now")))
        .isInstanceOf(RecordConflictException.class);

    assertThat(failing.read()).as("what was not persisted does not count").isEqualTo(FIRST);
    assertThatThrownBy(() -> failing.update(UnaryOperator.identity()))
        .isInstanceOf(RecordConflictException.class);
    assertThatThrownBy(failing::flush).isInstanceOf(RecordConflictException.class);
  }

  private long decisions() {
    return session.read().usedDecisions().size();
  }

  private static UnaryOperator<TenantRecord> decides(String decision) {
    return record -> record.withUsedDecision(decision);
  }

  private void store(TenantRecord record) {
    begun.incrementAndGet();
    try {
      assertThat(mayEnd.await(20, TimeUnit.SECONDS)).as("released within 20 s").isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
    stored.add(record);
  }
}
