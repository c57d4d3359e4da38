package io.smarteros.tenant.supabase.connection;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.smarteros.tenant.supabase.decision.Schema;
import io.smarteros.tenant.supabase.decision.SyncFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The connection to Supabase's database, shared by all tenants and threads. A call ends within
 * seconds, also where the database does not answer: shortly after a failure it fails at once,
 * without a request.
 */
public final class SupabaseConnection implements AutoCloseable {
  private static final int CONNECTIONS = 3;
  private static final Duration TURN_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration BORROW_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration WORK_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration VALIDATION_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(2);

  private final LoginSource logins;
  private final ConnectionBackoff backOff;
  private final ConnectionBackoff overload;
  private final ConnectionBackoff listenerOutages;
  private final SupabaseErrors failures;
  private final Semaphore turns = new Semaphore(CONNECTIONS, true);
  private final FirstLogin firstLogin;
  private @Nullable HikariDataSource pool;

  /** Connects at the first call. */
  public SupabaseConnection(SupabaseLogin login, InstantSource clock, RandomGenerator random) {
    this.backOff = new ConnectionBackoff(clock, random, login.password());
    this.overload = new ConnectionBackoff(clock, random, login.password());
    this.listenerOutages = new ConnectionBackoff(clock, random, login.password());
    this.failures = new SupabaseErrors(login);
    this.logins = new LoginSource(login, backOff, failures);
    this.firstLogin = new FirstLogin(logins, backOff, failures, random);
  }

  /** Work on a connection. It may be repeated, if the connection breaks. */
  public interface Work<R> {
    R with(Connection connection, Schema schema) throws SQLException;
  }

  /** Work on the rows of one tenant, which may have to wait for others who change the same rows. */
  public <R> R call(Work<R> work) throws SyncFailureException {
    return call(work, failures::ofStatement);
  }

  /**
   * Work that only reads, and so waits for nobody's row. Where it takes too long the tables are
   * locked or the database is overloaded: the calls of all others fail at once for a while.
   */
  public <R> R read(Work<R> work) throws SyncFailureException {
    return call(
        work,
        e ->
            SupabaseErrors.isSlow(e)
                ? overload.unreachable(failures.tooBusy(e))
                : failures.ofStatement(e));
  }

  private <R> R call(Work<R> work, Function<SQLException, SyncFailure> judge)
      throws SyncFailureException {
    requireNoOverload();
    firstLogin.require();
    takeTurn();
    try {
      requireNoOverload();
      R result = withFreshConnectionIfLost(work);
      overload.reached();
      return result;
    } catch (SyncFailureException e) {
      throw e;
    } catch (SQLTransientConnectionException e) {
      // the pool's own, after it waited for a log-in that may have failed meanwhile
      forget();
      throw new SyncFailureException(
          backOff.current().orElseGet(() -> overload.unreachable(failures.noneInTime())));
    } catch (SQLException e) {
      throw new SyncFailureException(judge.apply(e));
    } finally {
      turns.release();
    }
  }

  /** Looks once more at what the tables are like: others may have changed them. */
  public Schema probe() throws SyncFailureException {
    return read(
        (session, _) -> {
          Schema found = SchemaProbe.requireFit(session);
          logins.note(found);
          return found;
        });
  }

  /** Hears from now on what is sent, by a connection beside those for work. */
  public Notifications listen() throws SyncFailureException {
    return Notifications.listen(logins, listenerOutages, failures);
  }

  /** Sends a notification, by one of the connections for work. */
  public void send(String payload) throws SyncFailureException {
    call(
        (session, _) -> {
          Notifications.send(payload, session);
          return payload;
        });
  }

  /** What a constraint of the tables says to a write. */
  public SyncFailure rejected(SQLException e) {
    return failures.rejected(e);
  }

  private void requireNoOverload() throws SyncFailureException {
    Optional<SyncFailure> known = overload.current();
    if (known.isPresent()) {
      throw new SyncFailureException(known.get());
    }
  }

  /** Where nobody ends for so long, the database does not answer those who have their turn. */
  private void takeTurn() throws SyncFailureException {
    try {
      if (turns.tryAcquire(TURN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    throw new SyncFailureException(overload.unreachable(failures.noneInTime()));
  }

  private <R> R withFreshConnectionIfLost(Work<R> work) throws SQLException {
    try {
      return once(work);
    } catch (SQLException e) {
      if (e instanceof SyncFailureException || !SupabaseErrors.isLost(e)) {
        throw e;
      }
      forget();
      firstLogin.require();
      return once(work);
    }
  }

  private <R> R once(Work<R> work) throws SQLException {
    try (Connection connection = pool().getConnection();
        CallDeadline deadline = CallDeadline.start(connection, WORK_TIMEOUT)) {
      try {
        return work.with(connection, logins.schema());
      } catch (SQLException e) {
        if (deadline.isExpired()) {
          throw new SQLTimeoutException("it takes too long", SupabaseErrors.TOO_SLOW, e);
        }
        throw e;
      }
    }
  }

  private synchronized HikariDataSource pool() {
    if (pool == null) {
      pool = new HikariDataSource(poolConfig());
    }
    return pool;
  }

  private synchronized void forget() {
    firstLogin.forget();
    if (pool != null) {
      pool.getHikariPoolMXBean().softEvictConnections();
    }
  }

  private HikariConfig poolConfig() {
    HikariConfig config = new HikariConfig();
    config.setPoolName("supabase");
    config.setDataSource(logins);
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(0);
    config.setConnectionTimeout(BORROW_TIMEOUT.toMillis());
    config.setValidationTimeout(VALIDATION_TIMEOUT.toMillis());
    config.setIdleTimeout(IDLE_TIMEOUT.toMillis());
    config.setInitializationFailTimeout(-1);
    return config;
  }

  @Override
  public synchronized void close() {
    if (pool != null) {
      pool.close();
    }
  }
}
