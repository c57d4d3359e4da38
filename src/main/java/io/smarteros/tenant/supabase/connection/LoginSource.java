package io.smarteros.tenant.supabase.connection;

import io.smarteros.tenant.supabase.decision.Schema;
import io.smarteros.tenant.supabase.decision.SyncFailure;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Logs in: one at a time, and not while the last failure is fresh. A pool goes on trying by itself,
 * and with a wrong password every try counts. Each new connection is probed, since a server that
 * comes back may be another one.
 */
final class LoginSource extends PGSimpleDataSource {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = LoggerFactory.getLogger(LoginSource.class);

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LOGIN_TIMEOUT = Duration.ofSeconds(10);
  static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(10);

  /** What the operator reads is bounded in SQL; this is for what it did not think of. */
  private static final String MOST_BYTES = "8M";

  // By SET and not as start-up options: the pooler keeps those for itself. A pooler of transactions
  // may lose them, and then those of the role hold: nothing that is read or written depends on
  // them.
  private static final String SESSION =
      """
      set statement_timeout = '8s';
      set lock_timeout = '1s';
      set idle_in_transaction_session_timeout = '30s';
      set default_transaction_isolation = 'read committed';
      set timezone = 'UTC'
      """;

  private final transient SupabaseLogin login;
  private final transient ConnectionBackoff backOff;
  private final transient SupabaseErrors failures;
  private final transient ReentrantLock loginLock = new ReentrantLock();
  private transient volatile @Nullable Schema schema;
  private transient String lastLogged = "";

  LoginSource(SupabaseLogin login, ConnectionBackoff backOff, SupabaseErrors failures) {
    this.login = login;
    this.backOff = backOff;
    this.failures = failures;
    // the driver lets what is set first win over the URL
    setConnectTimeout((int) CONNECT_TIMEOUT.toSeconds());
    setLoginTimeout((int) LOGIN_TIMEOUT.toSeconds());
    setSocketTimeout((int) SOCKET_TIMEOUT.toSeconds());
    setTcpKeepAlive(true);
    // a pooler of transactions would not know prepared statements at the next server
    set("prepareThreshold", "0");
    set("maxResultBuffer", MOST_BYTES);
    set("socketFactory", BoundedSocketFactory.class.getName());
    setApplicationName("tenant-operator");
    setGssEncMode("disable");
    setLogServerErrorDetail(false);
    login.properties().forEach(this::set);
    setURL(login.url());
    if (getSslMode() == null) {
      setSslMode("verify-full");
    }
    if (getRequireAuth() == null) {
      setRequireAuth("scram-sha-256");
    }
  }

  private void set(String property, String value) {
    try {
      setProperty(property, value);
    } catch (SQLException e) {
      throw new IllegalArgumentException("The driver has no property " + property, e);
    }
  }

  /** What was found last. */
  Schema schema() {
    return Objects.requireNonNull(schema, "no log-in yet");
  }

  /** Others may change the tables after a log-in. */
  void note(Schema found) {
    schema = found;
  }

  @Override
  public Connection getConnection() throws SQLException {
    loginLock.lock();
    try {
      Optional<SyncFailure> known = backOff.current();
      if (known.isPresent()) {
        throw new SyncFailureException(known.get());
      }
      Connection connection = logIn(backOff);
      backOff.reached();
      if (!lastLogged.isEmpty()) {
        lastLogged = "";
        LOG.info("Supabase is reachable again");
      }
      return connection;
    } catch (SyncFailureException e) {
      if (!e.failure().message().equals(lastLogged)) {
        lastLogged = e.failure().message();
        LOG.warn("{}: {}", e.failure().reason().id(), lastLogged);
      }
      throw e;
    } finally {
      loginLock.unlock();
    }
  }

  /**
   * A connection that is not the pool's. That the database has none left for it says nothing of
   * those of the pool; a refused password does.
   *
   * @param outages of such connections
   */
  Connection getConnectionBeside(ConnectionBackoff outages) throws SQLException {
    loginLock.lock();
    try {
      Optional<SyncFailure> known = backOff.current().or(outages::current);
      if (known.isPresent()) {
        throw new SyncFailureException(known.get());
      }
      return logIn(outages);
    } finally {
      loginLock.unlock();
    }
  }

  private Connection logIn(ConnectionBackoff outages) throws SyncFailureException {
    String password = login.password().get();
    Connection connection = null;
    try {
      connection = getConnection(login.user(), password);
      schema = prepare(connection, outages);
      return connection;
    } catch (SQLException e) {
      close(connection);
      throw e instanceof SyncFailureException unfit
          ? unfit
          : new SyncFailureException(failures.ofLogin(e, password, backOff, outages));
    }
  }

  private static Schema prepare(Connection connection, ConnectionBackoff outages)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(SESSION);
    }
    return switch (SchemaProbe.probe(connection)) {
      case SchemaProbe.Fit fit -> fit.schema();
      case SchemaProbe.Unfit unfit ->
          throw new SyncFailureException(
              outages.unfit(unfit.problem().reason(), unfit.problem().message()));
    };
  }

  private static void close(@Nullable Connection connection) {
    try {
      if (connection != null) {
        connection.close();
      }
    } catch (SQLException e) {
      LOG.debug("An unusable connection could not be closed", e);
    }
  }
}
