package io.smarteros.tenant.supabase.connection;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.supabase.decision.SyncFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The last failed login, shared by all tenants. Without it, each tenant would run into the same
 * time-out, or try the same wrong password once more.
 */
final class ConnectionBackoff {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(50);
  private static final Duration AFTER_UNFIT_DATABASE = Duration.ofSeconds(30);

  /** Two wrong passwords in a row get the address banned for half an hour. */
  private static final Duration AFTER_REFUSED_LOGIN = Duration.ofMinutes(10);

  private final InstantSource clock;
  private final RandomGenerator random;
  private final Supplier<String> password;

  private Duration nextPause = FIRST_PAUSE;
  private Instant until = Instant.MIN;
  private @Nullable Failure last;

  ConnectionBackoff(InstantSource clock, RandomGenerator random, Supplier<String> password) {
    this.clock = clock;
    this.random = random;
    this.password = password;
  }

  /** The last failure, while it is too early to try again. */
  synchronized Optional<SyncFailure> current() {
    Instant now = clock.instant();
    if (last == null || !now.isBefore(until) || last.isOutdated(password)) {
      return Optional.empty();
    }
    return Optional.of(last.syncFailure(spread(Duration.between(now, until))));
  }

  synchronized void reached() {
    nextPause = FIRST_PAUSE;
    until = Instant.MIN;
    last = null;
  }

  synchronized SyncFailure unreachable(String message) {
    Duration pause = jittered(nextPause);
    Duration doubled = nextPause.multipliedBy(2);
    nextPause = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    return pause(new Failure(Reason.SUPABASE_UNREACHABLE, message, Optional.empty()), pause);
  }

  /** Another password is tried at once. */
  synchronized SyncFailure loginRefused(String message, String refusedPassword) {
    return pause(
        new Failure(Reason.SUPABASE_LOGIN_REFUSED, message, Optional.of(refusedPassword)),
        AFTER_REFUSED_LOGIN);
  }

  /** The login succeeds, but the database does not have what the operator needs. */
  synchronized SyncFailure unfit(Reason reason, String message) {
    return pause(new Failure(reason, message, Optional.empty()), jittered(AFTER_UNFIT_DATABASE));
  }

  private SyncFailure pause(Failure failure, Duration pause) {
    last = failure;
    until = clock.instant().plus(pause);
    return failure.syncFailure(spread(pause));
  }

  /** So that the tenants of this operator do not come back all at the same moment. */
  private Duration spread(Duration pause) {
    return pause.plusMillis(random.nextLong(pause.toMillis() / 5 + 1));
  }

  /** So that many operators do not come back to a database all at the same moment. */
  private Duration jittered(Duration pause) {
    return Duration.ofMillis(random.nextLong(pause.toMillis() / 2, pause.toMillis() + 1));
  }

  private record Failure(Reason reason, String message, Optional<String> refusedPassword) {
    SyncFailure syncFailure(Duration retryAfter) {
      return new SyncFailure(reason, message, retryAfter);
    }

    boolean isOutdated(Supplier<String> password) {
      return refusedPassword.filter(refused -> !refused.equals(password.get())).isPresent();
    }

    @Override
    public String toString() {
      return "Failure[reason=%s, message=%s]".formatted(reason, message);
    }
  }
}
