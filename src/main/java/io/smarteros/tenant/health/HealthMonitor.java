package io.smarteros.tenant.health;

import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.service.HealthCheckResult;
import io.smarteros.tenant.work.RepeatedTask;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks every application that runs whether it is ready, beside the reconciliations: once a minute
 * while it is well, sooner while it is not. A reconciliation reads the last answer, and is caused
 * only by one that differs from what the last one read. One that does not answer keeps nobody
 * waiting.
 */
public final class HealthMonitor implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(HealthMonitor.class);

  private static final Duration INTERVAL = Duration.ofMinutes(1);
  private static final double JITTER = 0.1;
  private static final Duration SHORTEST = Duration.ofSeconds(1);

  /** One that has been unwell for so long is asked again after a quarter of that. */
  private static final int PARTS_OF_WAIT = 4;

  private final InstantSource clock;
  private final RandomGenerator random;
  private final Executor executor;
  private final Consumer<String> changed;
  private final Map<Key, Application> applications = new ConcurrentHashMap<>();
  private final RepeatedTask rounds = RepeatedTask.every(SHORTEST, "health-monitor", this::askDue);

  /**
   * Asks nobody before a reconciliation wants to know.
   *
   * @param executor runs the questions, and bounds how many are open at once
   * @param changed receives the name of a tenant of which an application answers otherwise than
   *     before
   */
  public HealthMonitor(
      InstantSource clock, RandomGenerator random, Executor executor, Consumer<String> changed) {
    this.clock = clock;
    this.random = random;
    this.executor = executor;
    this.changed = changed;
  }

  /**
   * The last answer; from now on the application is asked again and again.
   *
   * @param question replaces the one before: the application may have moved
   */
  public Health health(String tenant, ServiceName service, Supplier<HealthCheckResult> question) {
    Key key = new Key(tenant, service);
    Application application = applications.computeIfAbsent(key, Application::new);
    if (application.isNewWith(question)) {
      ask(application);
    }
    return application.tell();
  }

  /** Asks again and again, until closed. */
  public void start() {
    rounds.start();
  }

  @Override
  public void close() {
    rounds.close();
  }

  /** Asks those whose turn it is. */
  public void askDue() {
    applications.values().stream().filter(Application::isDue).forEach(this::ask);
  }

  private void ask(Application application) {
    if (application.begin()) {
      executor.execute(
          () -> {
            if (application.answer()) {
              changed.accept(application.key.tenant());
            }
          });
    }
  }

  /** The application does not run, or shall not. */
  public void stopAsking(String tenant, ServiceName service) {
    applications.remove(new Key(tenant, service));
  }

  public void forget(String tenant) {
    applications.keySet().removeIf(key -> key.tenant().equals(tenant));
  }

  /** What is known of an application's health. */
  public sealed interface Health {}

  /** It has not answered since the operator began to ask. */
  public record Unknown() implements Health {}

  public record Well() implements Health {}

  public record Unwell(String message) implements Health {}

  private record Key(String tenant, ServiceName service) {}

  /** One that is asked: never twice at the same time. */
  private final class Application {
    private final Key key;
    private Optional<Supplier<HealthCheckResult>> question = Optional.empty();
    private Health last = new Unknown();
    private Optional<Health> told = Optional.empty();
    private boolean isAsked;
    private Instant unwellSince = Instant.MAX;
    private Instant lastAsked = Instant.MIN;
    private Instant due = Instant.MIN;

    Application(Key key) {
      this.key = key;
    }

    synchronized boolean isNewWith(Supplier<HealthCheckResult> latest) {
      boolean isNew = question.isEmpty();
      question = Optional.of(latest);
      return isNew;
    }

    /** What a reconciliation is told. One that finds it unwell has something to do with it. */
    synchronized Health tell() {
      told = Optional.of(last);
      if (last instanceof Unwell) {
        Instant soon = lastAsked.plus(SHORTEST);
        due = soon.isBefore(due) ? soon : due;
      }
      return last;
    }

    synchronized boolean isDue() {
      return !isAsked && !clock.instant().isBefore(due);
    }

    synchronized boolean begin() {
      if (isAsked) {
        return false;
      }
      isAsked = true;
      lastAsked = clock.instant();
      return true;
    }

    /** Asks and notes the answer; returns whether it is news to the last reconciliation. */
    boolean answer() {
      Health answer = asked();
      synchronized (this) {
        isAsked = false;
        last = answer;
        due = clock.instant().plus(untilNext(answer));
        return told.filter(known -> !known.equals(answer)).isPresent();
      }
    }

    private Health asked() {
      try {
        return switch (question().get()) {
          case HealthCheckResult.Healthy _ -> new Well();
          case HealthCheckResult.NotYet(String message) -> new Unwell(message);
        };
      } catch (RuntimeException e) {
        log.warn("The health check of {} of tenant {} failed", key.service(), key.tenant(), e);
        return new Unwell("The health check failed, see the operator's log");
      }
    }

    private synchronized Supplier<HealthCheckResult> question() {
      return question.orElseThrow();
    }

    private Duration untilNext(Health answer) {
      if (answer instanceof Well) {
        unwellSince = Instant.MAX;
        double jittered = 1 - JITTER + 2 * JITTER * random.nextDouble();
        return Duration.ofMillis((long) (INTERVAL.toMillis() * jittered));
      }
      Instant now = clock.instant();
      unwellSince = unwellSince.isBefore(now) ? unwellSince : now;
      Duration part = Duration.between(unwellSince, now).dividedBy(PARTS_OF_WAIT);
      if (part.compareTo(SHORTEST) < 0) {
        return SHORTEST;
      }
      return part.compareTo(INTERVAL) > 0 ? INTERVAL : part;
    }
  }
}
