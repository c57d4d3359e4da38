package io.smarteros.tenant.supabase.connection;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.smarteros.tenant.supabase.decision.Schema;
import io.smarteros.tenant.supabase.decision.SyncFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The connection to Supabase's database, shared by all tenants and threads. Calls block for a
 * bounded time. Shortly after a failure they fail at once, without a request.
 */
public final class SupabaseConnection implements AutoCloseable {
  private static final int CONNECTIONS = 3;
  private static final Duration BORROW_TIMEOUT = Duration.ofSeconds(8);
  private static final Duration VALIDATION_TIMEOUT = Duration.ofSeconds(3);
  private static final Duration IDLE_TIMEOUT = Duration.ofMinutes(2);

  private final LoginSource logins;
  private final ConnectionBackoff backOff;
  private final ConnectionBackoff overload;
  private final SupabaseErrors failures;
  private final Semaphore turns = new Semaphore(CONNECTIONS, true);
  private @Nullable HikariDataSource pool;
  private boolean proven;

  /** Connects at the first call. */
  public SupabaseConnection(SupabaseLogin login, InstantSource clock, RandomGenerator random) {
    this.backOff = new ConnectionBackoff(clock, random, login.password());
    this.overload = new ConnectionBackoff(clock, random, login.password());
    this.failures = new SupabaseErrors(login);
    this.logins = new LoginSource(login, backOff, failures);
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
    turns.acquireUninterruptibly();
    try {
      Optional<SyncFailure> known = overload.current();
      if (known.isPresent()) {
        throw new SyncFailureException(known.get());
      }
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

  private <R> R withFreshConnectionIfLost(Work<R> work) throws SQLException {
    try {
      return once(work);
    } catch (SQLException e) {
      if (e instanceof SyncFailureException || !SupabaseErrors.isLost(e)) {
        throw e;
      }
      forget();
      return once(work);
    }
  }

  private <R> R once(Work<R> work) throws SQLException {
    try (Connection connection = provenPool().getConnection()) {
      return work.with(connection, logins.schema());
    }
  }

  /** One log-in on the caller's thread comes before the pool's own, and fails at once. */
  private synchronized HikariDataSource provenPool() throws SQLException {
    if (!proven) {
      logins.getConnection().close();
      proven = true;
    }
    if (pool == null) {
      pool = new HikariDataSource(poolConfig());
    }
    return pool;
  }

  private synchronized void forget() {
    proven = false;
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
