package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.service.HealthCheckResult;
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
import org.jspecify.annotations.Nullable;

/**
 * Asks applications whether they are ready, each at most once a minute while it is well. A
 * reconciliation that some event causes in between relies on the last answer. One of which no
 * answer is expected, being new or refused the last time, goes on being asked beside the
 * reconciliations: being slow, it would keep other tenants waiting at each of them.
 */
public final class ApplicationHealth {
  /** Longer than a question takes. */
  private static final Duration UNTIL_ANSWERED = Duration.ofSeconds(15);

  private final InstantSource clock;
  private final Duration unexpected;
  private final Map<Asked, Known> known = new ConcurrentHashMap<>();
  private final Map<Asked, Future<Known>> questions = new ConcurrentHashMap<>();
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

  /**
   * Nothing is known yet.
   *
   * @param unexpected how long a reconciliation waits for an answer that is not expected
   */
  public ApplicationHealth(InstantSource clock, Duration unexpected) {
    this.clock = clock;
    this.unexpected = unexpected;
  }

  /**
   * Asks if need be.
   *
   * @param wasSetUp it has been well before: after a restart it gets the time that it needs
   */
  Health ask(
      String tenant, ServiceName service, boolean wasSetUp, Supplier<HealthCheckResult> question) {
    Asked asked = new Asked(tenant, service);
    if (isWell(known.get(asked))) {
      return new Well();
    }
    Future<Known> open = question(asked, question);
    Optional<Health> refusal =
        Optional.ofNullable(known.get(asked)).map(Known::health).filter(Unwell.class::isInstance);
    return answer(asked, open, wasSetUp && refusal.isEmpty() ? UNTIL_ANSWERED : unexpected)
        .or(() -> refusal)
        .orElseGet(() -> new Unwell("%s has not answered yet".formatted(service)));
  }

  /** The one that is open, or whose answer still counts; otherwise it is asked anew. */
  private Future<Known> question(Asked asked, Supplier<HealthCheckResult> question) {
    Future<Known> earlier = questions.get(asked);
    if (earlier != null) {
      if (earlier.state() != Future.State.SUCCESS || isWell(earlier.resultNow())) {
        return earlier;
      }
      // a refusal that came between two reconciliations is what stands until the next answer
      if (earlier.resultNow().health() instanceof Unwell) {
        known.put(asked, earlier.resultNow());
      }
    }
    Future<Known> anew = threads.submit(() -> new Known(health(question.get()), clock.instant()));
    questions.put(asked, anew);
    return anew;
  }

  private Optional<Health> answer(Asked asked, Future<Known> question, Duration bound) {
    try {
      Known answer = question.get(bound.toMillis(), TimeUnit.MILLISECONDS);
      questions.remove(asked);
      known.put(asked, answer);
      return Optional.of(answer.health());
    } catch (TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      questions.remove(asked);
      throw new IllegalStateException(
          "The health check of %s of tenant %s failed".formatted(asked.service(), asked.tenant()),
          e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(new Unwell("The operator is shutting down"));
    }
  }

  /** The next visit is due after a minute: it must not find this answer still good. */
  private boolean isWell(@Nullable Known answer) {
    return answer != null
        && answer.health() instanceof Well
        && answer.at().isAfter(clock.instant().minus(RequeueDelays.WHEN_READY.dividedBy(2)));
  }

  private static Health health(HealthCheckResult answer) {
    return switch (answer) {
      case HealthCheckResult.Healthy _ -> new Well();
      case HealthCheckResult.NotYet notYet -> new Unwell(notYet.message());
    };
  }

  /** Whether there is an answer that the next reconciliation will find. */
  boolean hasAnswer(String tenant, ServiceName service) {
    Future<Known> question = questions.get(new Asked(tenant, service));
    return question != null && question.isDone();
  }

  public void forget(String tenant) {
    known.keySet().removeIf(asked -> asked.tenant().equals(tenant));
    questions.keySet().removeIf(asked -> asked.tenant().equals(tenant));
  }

  /** What is known of an application's health. */
  sealed interface Health {}

  record Well() implements Health {}

  record Unwell(String message) implements Health {}

  private record Asked(String tenant, ServiceName service) {}

  private record Known(Health health, Instant at) {}
}
