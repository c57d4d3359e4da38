package io.smarteros.tenant.tenantclass;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at parts of classes that take their time. Who wants to know gets at once what was found
 * last; when that is old, it is looked at again in the background, once at a time for each class.
 *
 * @param <Q> what is looked at
 */
final class PeriodicChecks<Q> {
  private static final Logger log = LoggerFactory.getLogger(PeriodicChecks.class);

  private static final Duration AFTER_FAILURE = Duration.ofMinutes(1);

  private final InstantSource clock;
  private final Executor threads;
  private final Function<Q, Result> look;
  private final Map<String, Check> checks = new ConcurrentHashMap<>();

  /**
   * What came of a look.
   *
   * @param finding empty if nothing can be said: what was found before stands
   * @param untilNext when to look again
   */
  record Result(Optional<Finding> finding, Duration untilNext) {}

  /**
   * Has looked at nothing yet.
   *
   * @param clock one that nobody can set
   * @param look returns within seconds
   */
  PeriodicChecks(InstantSource clock, Executor threads, Function<Q, Result> look) {
    this.clock = clock;
    this.threads = threads;
    this.look = look;
  }

  /**
   * What was found last.
   *
   * @param uid of the class
   * @param question another one than before is looked at in its place, at once
   */
  Finding finding(String uid, Q question) {
    Check check =
        checks.compute(
            uid,
            (_, known) ->
                known != null && known.question.equals(question) ? known : new Check(question));
    if (check.begin()) {
      threads.execute(check::run);
    }
    return check.last();
  }

  /** Drops what is remembered of any other class. */
  void retain(Set<String> uids) {
    checks.keySet().retainAll(uids);
  }

  private final class Check {
    private final Q question;
    private Finding last = new Finding.NotYet();
    private Instant due = Instant.MIN;
    private boolean isUnderWay;

    Check(Q question) {
      this.question = question;
    }

    synchronized boolean begin() {
      if (isUnderWay || clock.instant().isBefore(due)) {
        return false;
      }
      isUnderWay = true;
      return true;
    }

    synchronized Finding last() {
      return last;
    }

    void run() {
      Result result = new Result(Optional.empty(), AFTER_FAILURE);
      try {
        result = look.apply(question);
      } catch (RuntimeException e) {
        log.warn("The check of {} failed", question, e);
      } finally {
        end(result);
      }
    }

    private synchronized void end(Result result) {
      last = result.finding().orElse(last);
      due = clock.instant().plus(result.untilNext());
      isUnderWay = false;
    }
  }
}
