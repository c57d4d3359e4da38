package io.smarteros.tenant.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.health.HealthMonitor.Health;
import io.smarteros.tenant.health.HealthMonitor.Unknown;
import io.smarteros.tenant.health.HealthMonitor.Unwell;
import io.smarteros.tenant.health.HealthMonitor.Well;
import io.smarteros.tenant.service.HealthCheckResult;
import io.smarteros.tenant.testkit.CapturedLog;
import io.smarteros.tenant.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class HealthMonitorTest {
  private static final HealthCheckResult HEALTHY = new HealthCheckResult.Healthy();
  private static final HealthCheckResult STARTING =
      new HealthCheckResult.NotYet("n8n is starting up");
  private static final Duration A_MINUTE_AND_JITTER = Duration.ofSeconds(66);

  private final ManualClock clock = new ManualClock();
  private final List<String> reconciled = new ArrayList<>();

  /** Questions that the monitor has asked, and that no application has answered yet. */
  private final Deque<Runnable> open = new ArrayDeque<>();

  private final HealthMonitor monitor =
      new HealthMonitor(clock, () -> 0, open::add, reconciled::add);

  private HealthCheckResult answer = HEALTHY;
  private int questions;

  @Test
  void one_that_does_not_answer_keeps_nobody_waiting() {
    assertThat(health("acme")).isEqualTo(new Unknown());
    assertThat(health("bravo")).isEqualTo(new Unknown());

    assertThat(open).hasSize(2);
  }

  @Test
  void the_first_answer_causes_a_reconciliation_which_finds_it() {
    health("acme");

    answered();

    assertThat(reconciled).containsExactly("acme");
    assertThat(health("acme")).isEqualTo(new Well());
  }

  @Test
  void the_same_answer_again_causes_nothing() {
    wellFor("acme");
    reconciled.clear();

    for (int minute = 0; minute < 10; minute++) {
      clock.advance(A_MINUTE_AND_JITTER);
      monitor.askDue();
      answered();
    }

    assertThat(reconciled).isEmpty();
    assertThat(questions).isEqualTo(11);
  }

  @Test
  void one_that_is_well_is_asked_once_a_minute_whatever_reconciliations_there_are() {
    wellFor("acme");
    clock.advance(Duration.ofSeconds(50));

    health("acme");
    monitor.askDue();

    assertThat(open).isEmpty();
    clock.advance(Duration.ofSeconds(16));
    monitor.askDue();
    assertThat(open).hasSize(1);
  }

  @Test
  void those_that_came_up_together_are_not_all_asked_in_the_same_moment() {
    HealthMonitor spread = new HealthMonitor(clock, new Random(1), open::add, reconciled::add);
    for (int tenant = 0; tenant < 100; tenant++) {
      spread.health("t-" + tenant, ServiceName.N8N, () -> HEALTHY);
    }
    answered();

    int most = 0;
    for (int second = 0; second < 70; second++) {
      clock.advance(Duration.ofSeconds(1));
      spread.askDue();
      most = Math.max(most, open.size());
      answered();
    }

    assertThat(most).as("questions in one second").isBetween(1, 30);
  }

  @Test
  void one_that_stops_answering_well_causes_a_reconciliation() {
    wellFor("acme");
    reconciled.clear();
    answer = STARTING;

    clock.advance(A_MINUTE_AND_JITTER);
    monitor.askDue();
    answered();

    assertThat(reconciled).containsExactly("acme");
    assertThat(health("acme")).isEqualTo(new Unwell("n8n is starting up"));
  }

  @Test
  void one_that_is_coming_up_is_asked_every_second_at_first_and_ever_more_seldom() {
    answer = STARTING;
    health("acme");
    answered();
    int first = asks(Duration.ofSeconds(10));
    asks(Duration.ofMinutes(20));

    int late = asks(Duration.ofMinutes(10));

    assertThat(first).isGreaterThan(5);
    assertThat(late).isBetween(9, 11);
  }

  @Test
  void a_reconciliation_that_finds_one_unwell_has_it_asked_again_soon() {
    answer = STARTING;
    health("acme");
    answered();
    asks(Duration.ofMinutes(20));

    health("acme");
    clock.advance(Duration.ofSeconds(1));
    monitor.askDue();

    assertThat(open).hasSize(1);
  }

  @Test
  void none_is_asked_twice_at_the_same_time() {
    health("acme");
    clock.advance(Duration.ofHours(1));

    monitor.askDue();

    assertThat(open).hasSize(1);
  }

  @Test
  void a_failure_of_the_question_is_told_without_its_stack() {
    try (CapturedLog log = new CapturedLog(HealthMonitor.class)) {
      monitor.health(
          "acme",
          ServiceName.N8N,
          () -> {
            throw new IllegalArgumentException("no such host");
          });
      answered();

      assertThat(health("acme"))
          .isEqualTo(new Unwell("The health check failed, see the operator's log"));
      assertThat(log.lines()).anyMatch(line -> line.contains("n8n of tenant acme"));
    }
  }

  @Test
  void one_that_shall_not_run_is_asked_no_more() {
    wellFor("acme");
    wellFor("bravo");

    monitor.stopAsking("acme", ServiceName.N8N);
    monitor.forget("bravo");
    clock.advance(Duration.ofHours(1));
    monitor.askDue();

    assertThat(open).isEmpty();
    assertThat(health("acme")).isEqualTo(new Unknown());
  }

  private int asks(Duration during) {
    int before = questions;
    for (long second = 0; second < during.toSeconds(); second++) {
      clock.advance(Duration.ofSeconds(1));
      monitor.askDue();
      answered();
    }
    return questions - before;
  }

  private void wellFor(String tenant) {
    health(tenant);
    answered();
    assertThat(health(tenant)).isEqualTo(new Well());
  }

  private Health health(String tenant) {
    return monitor.health(
        tenant,
        ServiceName.N8N,
        () -> {
          questions++;
          return answer;
        });
  }

  private void answered() {
    while (!open.isEmpty()) {
      open.remove().run();
    }
  }
}
