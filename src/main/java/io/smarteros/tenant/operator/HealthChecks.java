package io.smarteros.tenant.operator;

import io.smarteros.tenant.api.ServiceName;
import io.smarteros.tenant.service.Answer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Asks applications whether they are ready, each at most once a minute while it is well. A pass
 * that some event causes in between relies on the last answer. One that was not well and is slow to
 * answer goes on being asked beside the passes, of which it would keep others waiting.
 */
final class HealthChecks {
  /** Longer than a question takes: who was well is not unwell for being slow once. */
  private static final Duration WHEN_WELL = Duration.ofSeconds(10);

  private final InstantSource clock;
  private final Duration whenUnwell;
  private final Map<Asked, Instant> wellSince = new ConcurrentHashMap<>();
  private final Map<Asked, Future<Answer>> questions = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Nothing is known yet.
   *
   * @param whenUnwell how long a pass waits for the answer of one that was not well
   */
  HealthChecks(InstantSource clock, Duration whenUnwell) {
    this.clock = clock;
    this.whenUnwell = whenUnwell;
  }

  Health ask(String tenant, ServiceName service, Supplier<Answer> question) {
    Asked asked = new Asked(tenant, service);
    Optional<Instant> lastWell = Optional.ofNullable(wellSince.get(asked));
    // The next visit is due after a minute: it must not find this answer still good.
    Instant recently = clock.instant().minus(Visits.WHEN_READY.dividedBy(2));
    if (lastWell.filter(recently::isBefore).isPresent()) {
      return new Well();
    }
    Duration patience = lastWell.isPresent() ? WHEN_WELL : whenUnwell;
    return switch (answer(asked, question, patience)) {
      case Answer.Healthy _ -> {
        wellSince.put(asked, clock.instant());
        yield new Well();
      }
      case Answer.NotYet notYet -> {
        wellSince.remove(asked);
        yield new Unwell(notYet.message());
      }
    };
  }

  private Answer answer(Asked asked, Supplier<Answer> question, Duration patience) {
    Future<Answer> pending =
        questions.compute(
            asked,
            (_, earlier) ->
                earlier == null || isOutdated(earlier) ? threads.submit(question::get) : earlier);
    try {
      Answer answer = pending.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      questions.remove(asked, pending);
      return answer;
    } catch (TimeoutException e) {
      return new Answer.NotYet("%s has not answered yet".formatted(asked.service()));
    } catch (ExecutionException e) {
      questions.remove(asked, pending);
      throw new IllegalStateException(
          "%s of tenant %s could not be asked".formatted(asked.service(), asked.tenant()),
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Answer.NotYet("the operator is shutting down");
    }
  }

  /** A refusal that came between two passes says nothing of now. */
  private static boolean isOutdated(Future<Answer> question) {
    return switch (question.state()) {
      case RUNNING -> false;
      case SUCCESS -> question.resultNow() instanceof Answer.NotYet;
      case FAILED, CANCELLED -> true;
    };
  }

  void forget(String tenant) {
    wellSince.keySet().removeIf(asked -> asked.tenant().equals(tenant));
    questions.keySet().removeIf(asked -> asked.tenant().equals(tenant));
  }

  /** What is known of an application's health. */
  sealed interface Health {}

  record Well() implements Health {}

  record Unwell(String message) implements Health {}

  private record Asked(String tenant, ServiceName service) {}
}
