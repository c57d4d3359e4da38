package io.smarteros.tenant.reconcile.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.reconcile.service.ApplicationHealth.Health;
import io.smarteros.tenant.reconcile.service.ApplicationHealth.Unwell;
import io.smarteros.tenant.reconcile.service.ApplicationHealth.Well;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.service.HealthCheckResult;
import io.smarteros.tenant.testkit.ManualClock;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ApplicationHealthTest {
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final HealthCheckResult STARTING =
      new HealthCheckResult.NotYet("n8n is starting up");
  private static final HealthCheckResult WITHOUT_DATABASE =
      new HealthCheckResult.NotYet("n8n has no database");
  private static final HealthCheckResult HEALTHY = new HealthCheckResult.Healthy();

  private final ManualClock clock = new ManualClock();
  private final BlockingQueue<HealthCheckResult> answers = new LinkedBlockingQueue<>();
  private final AtomicInteger questions = new AtomicInteger();
  private final AtomicInteger answered = new AtomicInteger();

  /** With all the patience that a busy machine needs. */
  private final ApplicationHealth patient = new ApplicationHealth(clock, BOUND);

  /** Does not wait at all for one that is new or was refused. */
  private final ApplicationHealth hurried = new ApplicationHealth(clock, Duration.ZERO);

  @Test
  void one_that_is_well_is_asked_again_after_a_while_only() {
    answers.add(HEALTHY);
    assertThat(ask(patient)).isEqualTo(new Well());
    assertThat(ask(patient)).isEqualTo(new Well());
    assertThat(questions).hasValue(1);

    clock.advance(RequeueDelays.WHEN_READY);
    answers.add(STARTING);

    assertThat(ask(patient)).isEqualTo(new Unwell("n8n is starting up"));
  }

  @Test
  void one_that_is_not_well_is_asked_by_every_pass() {
    answers.add(STARTING);
    assertThat(ask(patient)).isEqualTo(new Unwell("n8n is starting up"));

    answers.add(HEALTHY);

    assertThat(ask(patient)).isEqualTo(new Well());
  }

  @Test
  void one_that_is_new_is_asked_beside_the_passes() {
    assertThat(ask(hurried, false)).isEqualTo(new Unwell("n8n has not answered yet"));

    answerTo(1, HEALTHY);

    assertThat(ask(hurried, false)).isEqualTo(new Well());
    assertThat(questions).hasValue(1);
  }

  @Test
  void what_one_that_is_new_refuses_late_is_told() {
    ask(hurried, false);
    answerTo(1, STARTING);

    assertThat(ask(hurried, false)).isEqualTo(new Unwell("n8n is starting up"));
  }

  @Test
  void what_was_said_last_stands_until_the_next_answer_which_counts_although_it_comes_late() {
    refusedOnce();
    assertThat(ask(hurried)).isEqualTo(new Unwell("n8n is starting up"));

    answerTo(2, HEALTHY);

    assertThat(ask(hurried)).isEqualTo(new Well());
    assertThat(questions).as("it is not asked twice at the same time").hasValue(2);
  }

  @Test
  void a_refusal_that_comes_late_is_told_and_it_is_asked_again() {
    refusedOnce();
    ask(hurried);
    answerTo(2, WITHOUT_DATABASE);

    assertThat(ask(hurried)).isEqualTo(new Unwell("n8n has no database"));
    answerTo(3, HEALTHY);

    assertThat(ask(hurried)).isEqualTo(new Well());
  }

  @Test
  void an_answer_that_nobody_fetched_in_time_says_nothing_of_now() {
    refusedOnce();
    ask(hurried);
    answerTo(2, HEALTHY);
    clock.advance(Duration.ofHours(1));

    ask(hurried);

    answerTo(3, STARTING);
    assertThat(ask(hurried)).isEqualTo(new Unwell("n8n is starting up"));
  }

  @Test
  void a_failure_is_told_and_forgotten() {
    assertThat(
            catchThrowable(
                () ->
                    patient.ask(
                        "acme",
                        ServiceName.N8N,
                        true,
                        () -> {
                          throw new IllegalArgumentException("no such host");
                        })))
        .hasMessage("The health check of n8n of tenant acme failed")
        .hasRootCauseMessage("no such host");
    answers.add(HEALTHY);

    assertThat(ask(patient)).isEqualTo(new Well());
  }

  @Test
  void of_a_tenant_that_is_forgotten_nothing_is_known() {
    answers.add(HEALTHY);
    ask(patient);

    patient.forget("somebody-else");
    assertThat(ask(patient)).isEqualTo(new Well());
    assertThat(questions).hasValue(1);
    patient.forget("acme");
    answers.add(STARTING);

    assertThat(ask(patient)).isEqualTo(new Unwell("n8n is starting up"));
  }

  @Test
  void while_the_operator_shuts_down_no_answer_is_waited_for() {
    Thread.currentThread().interrupt();

    assertThat(ask(patient)).isEqualTo(new Unwell("The operator is shutting down"));

    assertThat(Thread.interrupted()).isTrue();
  }

  private void refusedOnce() {
    answers.add(STARTING);
    assertThat(ask(hurried)).isEqualTo(new Unwell("n8n is starting up"));
  }

  /** Waits until the question has got its answer, of which the reconciliation may not know yet. */
  private void answerTo(int question, HealthCheckResult answer) {
    answers.add(answer);
    Await.until(
        "question %d to be answered".formatted(question),
        BOUND,
        () -> answered.get() == question && hurried.hasAnswer("acme", ServiceName.N8N));
  }

  private Health ask(ApplicationHealth checks) {
    return ask(checks, true);
  }

  private Health ask(ApplicationHealth checks, boolean wasSetUp) {
    return checks.ask(
        "acme",
        ServiceName.N8N,
        wasSetUp,
        () -> {
          questions.incrementAndGet();
          try {
            HealthCheckResult answer = answers.take();
            answered.incrementAndGet();
            return answer;
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
