package io.smarteros.tenant.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.smarteros.tenant.api.ServiceName;
import io.smarteros.tenant.local.Await;
import io.smarteros.tenant.operator.HealthChecks.Health;
import io.smarteros.tenant.operator.HealthChecks.Unwell;
import io.smarteros.tenant.operator.HealthChecks.Well;
import io.smarteros.tenant.service.Answer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class HealthChecksTest {
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final Answer NOT_YET = new Answer.NotYet("n8n is starting up");
  private static final Answer HEALTHY = new Answer.Healthy();

  private final ManualClock clock = new ManualClock();
  private final HealthChecks checks = new HealthChecks(clock, Duration.ofMillis(50));
  private final BlockingQueue<Answer> answers = new LinkedBlockingQueue<>();
  private final AtomicInteger questions = new AtomicInteger();

  @Test
  void one_that_is_well_is_asked_again_after_a_while_only() {
    answers.add(HEALTHY);
    assertThat(ask()).isEqualTo(new Well());
    assertThat(ask()).isEqualTo(new Well());
    assertThat(questions).hasValue(1);

    clock.pass(Visits.WHEN_READY);
    answers.add(NOT_YET);

    assertThat(ask()).isEqualTo(new Unwell("n8n is starting up"));
  }

  @Test
  void one_that_is_not_well_is_asked_by_every_pass() {
    answers.add(NOT_YET);
    assertThat(ask()).isEqualTo(new Unwell("n8n is starting up"));

    answers.add(HEALTHY);

    assertThat(ask()).isEqualTo(new Well());
  }

  @Test
  void an_answer_that_comes_between_two_passes_counts() {
    assertThat(ask()).isEqualTo(new Unwell("n8n has not answered yet"));

    answers.add(HEALTHY);

    Await.until("n8n to be well", BOUND, () -> ask().equals(new Well()));
    assertThat(questions).as("it is not asked twice at the same time").hasValue(1);
  }

  @Test
  void a_refusal_that_comes_between_two_passes_is_old_news() {
    assertThat(ask()).isEqualTo(new Unwell("n8n has not answered yet"));
    answers.add(NOT_YET);
    Await.until("the first question to be answered", BOUND, answers::isEmpty);

    answers.add(HEALTHY);

    Await.until("n8n to be well", BOUND, () -> ask().equals(new Well()));
  }

  @Test
  void a_failure_is_told_and_forgotten() {
    assertThat(
            catchThrowable(
                () ->
                    checks.ask(
                        "acme",
                        ServiceName.N8N,
                        () -> {
                          throw new IllegalArgumentException("no such host");
                        })))
        .hasMessage("n8n of tenant acme could not be asked")
        .hasRootCauseMessage("no such host");
    answers.add(HEALTHY);

    assertThat(ask()).isEqualTo(new Well());
  }

  private Health ask() {
    return checks.ask(
        "acme",
        ServiceName.N8N,
        () -> {
          questions.incrementAndGet();
          try {
            return answers.take();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
        });
  }
}
