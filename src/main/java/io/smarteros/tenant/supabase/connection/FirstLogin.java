package io.smarteros.tenant.supabase.connection;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.supabase.decision.SyncFailure;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One log-in at a time finds out whether the database can be used, on a thread of its own. Callers
 * wait for it a moment; where the database is known not to answer, they do not wait at all.
 */
final class FirstLogin {
  private static final Duration WAIT = Duration.ofSeconds(6);
  private static final Duration SOON = Duration.ofSeconds(2);

  private final LoginSource logins;
  private final ConnectionBackoff backOff;
  private final SupabaseErrors failures;
  private final RandomGenerator random;
  private boolean proven;
  private @Nullable CompletableFuture<Optional<SyncFailure>> attempt;
  private Optional<SyncFailure> last = Optional.empty();

  FirstLogin(
      LoginSource logins,
      ConnectionBackoff backOff,
      SupabaseErrors failures,
      RandomGenerator random) {
    this.logins = logins;
    this.backOff = backOff;
    this.failures = failures;
    this.random = random;
  }

  /** Returns once a log-in succeeded since it was forgotten last. */
  void require() throws SyncFailureException {
    Optional<CompletableFuture<Optional<SyncFailure>>> running = begun();
    if (running.isPresent()) {
      Optional<SyncFailure> failure = outcome(running.get());
      if (failure.isPresent()) {
        throw new SyncFailureException(failure.get());
      }
    }
  }

  /** The next caller finds out anew. */
  synchronized void forget() {
    proven = false;
  }

  /** The attempt to wait for; empty when it is known that log-ins succeed. */
  private synchronized Optional<CompletableFuture<Optional<SyncFailure>>> begun()
      throws SyncFailureException {
    if (proven) {
      return Optional.empty();
    }
    Optional<SyncFailure> fresh = backOff.current();
    if (fresh.isPresent()) {
      throw new SyncFailureException(fresh.get());
    }
    CompletableFuture<Optional<SyncFailure>> running = attempt;
    if (running == null) {
      running = new CompletableFuture<>();
      attempt = running;
      Thread.ofVirtual().name("supabase-login").start(this::logIn);
    } else if (last.isPresent()) {
      throw new SyncFailureException(last.get());
    }
    return Optional.of(running);
  }

  private void logIn() {
    Optional<SyncFailure> failure = failureOfLogin();
    CompletableFuture<Optional<SyncFailure>> ended;
    synchronized (this) {
      proven = failure.isEmpty();
      last = failure;
      ended = attempt;
      attempt = null;
    }
    if (ended != null) {
      ended.complete(failure);
    }
  }

  private Optional<SyncFailure> failureOfLogin() {
    try {
      logins.getConnection().close();
      return Optional.empty();
    } catch (SyncFailureException e) {
      return Optional.of(e.failure());
    } catch (SQLException e) {
      return Optional.of(failures.ofStatement(e));
    } catch (RuntimeException e) {
      // such as a password file that cannot be read
      return Optional.of(backOff.unreachable(failures.unexpected(e)));
    }
  }

  private Optional<SyncFailure> outcome(CompletableFuture<Optional<SyncFailure>> running) {
    try {
      return running.get(WAIT.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      return Optional.of(unanswered());
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(unanswered());
    }
  }

  private synchronized SyncFailure unanswered() {
    SyncFailure failure =
        last.orElseGet(
            () ->
                new SyncFailure(
                    Reason.SUPABASE_UNREACHABLE,
                    failures.noneInTime(),
                    SOON.plusMillis(random.nextLong(SOON.toMillis()))));
    if (attempt != null) {
      last = Optional.of(failure);
    }
    return failure;
  }
}
