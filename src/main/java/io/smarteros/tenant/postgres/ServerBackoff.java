package io.smarteros.tenant.postgres;

import io.smarteros.tenant.postgres.DatabaseFailure.Exhausted;
import io.smarteros.tenant.postgres.DatabaseFailure.LoginRefused;
import io.smarteros.tenant.postgres.DatabaseFailure.Unreachable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * What all tenants of a server know of its last failure, so that each need not find out for itself
 * by a time-out, or by one more wrong password. Each is told to come back at another moment.
 */
final class ServerBackoff {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(5);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);
  private static final Duration AFTER_REFUSED_LOGIN = Duration.ofMinutes(5);
  private static final double JITTER = 0.25;

  private final InstantSource clock;
  private final RandomGenerator random;
  private Duration nextPause = FIRST_PAUSE;
  private Instant until = Instant.MIN;
  private @Nullable Failure last;

  ServerBackoff(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /** The last failure, while it is too early to try again. */
  synchronized Optional<DatabaseFailure> current() {
    Instant now = clock.instant();
    return now.isBefore(until)
        ? Optional.ofNullable(last)
            .map(failure -> failure.databaseFailure(spread(Duration.between(now, until))))
        : Optional.empty();
  }

  synchronized void reached() {
    nextPause = FIRST_PAUSE;
    until = Instant.MIN;
    last = null;
  }

  synchronized DatabaseFailure unreachable(String message) {
    return growing(new Failure(message, Unreachable::new));
  }

  synchronized DatabaseFailure exhausted(String message) {
    return growing(new Failure(message, Exhausted::new));
  }

  private DatabaseFailure growing(Failure failure) {
    Optional<DatabaseFailure> known = current();
    if (known.isPresent()) {
      return known.get();
    }
    Duration pause = nextPause;
    nextPause =
        pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
    return pause(failure, pause);
  }

  synchronized DatabaseFailure loginRefused(String message) {
    return pause(new Failure(message, LoginRefused::new), AFTER_REFUSED_LOGIN);
  }

  /** The last failure stands until there is another answer; nothing is known at first. */
  synchronized String stillAsking(ServerAddress server) {
    return last == null
        ? "PostgreSQL at %s has not answered yet".formatted(server)
        : last.message();
  }

  private DatabaseFailure pause(Failure failure, Duration pause) {
    last = failure;
    until = clock.instant().plus(pause);
    return failure.databaseFailure(spread(pause));
  }

  /** The duration or somewhat more. */
  Duration spread(Duration atLeast) {
    return atLeast.plusMillis((long) (atLeast.toMillis() * JITTER * random.nextDouble()));
  }

  private record Failure(String message, BiFunction<String, Duration, DatabaseFailure> kind) {
    DatabaseFailure databaseFailure(Duration retryAfter) {
      return kind.apply(message, retryAfter);
    }
  }
}
