package io.smarteros.tenant.postgres;

import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.postgres.LoginCheck.Accepted;
import io.smarteros.tenant.postgres.LoginCheck.Unknown;
import io.smarteros.tenant.postgres.LoginCheck.WrongPassword;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ssl.DefaultJavaSSLFactory;
import org.postgresql.util.PSQLState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Short-lived connections to one server. A pool would hold connections per server for work that is
 * done once a tenant; those of the administrator stay for a moment, for the next tenant.
 */
final class ServerConnections {
  private static final Logger LOG = LoggerFactory.getLogger(ServerConnections.class);

  static final String MAINTENANCE_DATABASE = "postgres";

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LOGIN_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(60);
  private static final int SECONDS_TO_ANSWER = 2;

  /** Less than {@code idle_session_timeout}, whose end of a session the server logs. */
  private static final Duration KEPT = Duration.ofSeconds(3);

  /**
   * Given at the start, where they outrank what a role or a database has by ALTER … SET: no name
   * means anything but what the catalogue says, and a session that was left behind ends. An
   * operator that was stopped between a look and a DROP finds its session gone.
   */
  private static final String SESSION =
      "-c search_path=pg_catalog,pg_temp"
          + " -c statement_timeout=50s"
          + " -c lock_timeout=2s"
          + " -c idle_session_timeout=30s"
          + " -c idle_in_transaction_session_timeout=10s";

  private final ServerAddress server;
  private final AdminLogin admin;
  private final Executor whenUnused;

  /** Of the administrator, open for whoever is next. */
  private final Deque<Connection> kept = new ConcurrentLinkedDeque<>();

  ServerConnections(ServerAddress server, AdminLogin admin, Executor threads) {
    this.server = server;
    this.admin = admin;
    this.whenUnused =
        CompletableFuture.delayedExecutor(KEPT.toMillis(), TimeUnit.MILLISECONDS, threads);
  }

  /** Into the maintenance database, where no tenant has a say. */
  Connection asAdmin() throws SQLException {
    for (Connection one = kept.pollLast(); one != null; one = kept.pollLast()) {
      if (one.isValid(SECONDS_TO_ANSWER)) {
        return one;
      }
      end(one);
    }
    return connect(admin.user(), admin.password(), MAINTENANCE_DATABASE);
  }

  /**
   * Keeps one for a moment, whose session is as it was at first: a log-in costs both sides more
   * than the work, and many tenants come at once.
   */
  void keep(Connection asAdmin) {
    kept.addLast(asAdmin);
    whenUnused.execute(
        () -> {
          if (kept.remove(asAdmin)) {
            end(asAdmin);
          }
        });
  }

  void end(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("A connection to PostgreSQL at {} did not close", server, e);
    }
  }

  /** Into a new database that no tenant has owned yet. */
  Connection asAdminInNew(String database) throws SQLException {
    return connect(admin.user(), admin.password(), database);
  }

  Connection asOwner(DatabaseSpec database) throws SQLException {
    return connect(database.identity().role(), database.password(), database.identity().name());
  }

  /** Whether the server takes the password of the role; only a log-in can tell. */
  LoginCheck check(DatabaseSpec database) {
    try (Connection _ = asOwner(database)) {
      return new Accepted();
    } catch (SQLException e) {
      return PSQLState.INVALID_PASSWORD.getState().equals(e.getSQLState())
          ? new WrongPassword()
          : new Unknown(SqlErrors.reason(e));
    }
  }

  private Connection connect(String user, String password, String database) throws SQLException {
    PGSimpleDataSource source = new PGSimpleDataSource();
    source.setServerNames(new String[] {server.host()});
    source.setPortNumbers(new int[] {server.port()});
    source.setDatabaseName(database);
    source.setApplicationName("tenant-operator");
    source.setConnectTimeout((int) CONNECT_TIMEOUT.toSeconds());
    source.setLoginTimeout((int) LOGIN_TIMEOUT.toSeconds());
    source.setSocketTimeout((int) SOCKET_TIMEOUT.toSeconds());
    source.setOptions(SESSION);
    source.setLogServerErrorDetail(false);
    source.setGssEncMode("disable");
    // whatever answers gets no password to read, only the proof that we know it
    source.setRequireAuth("scram-sha-256");
    source.setSslMode(server.sslMode().value());
    if (server.sslMode() == SslMode.VERIFY_CA || server.sslMode() == SslMode.VERIFY_FULL) {
      source.setChannelBinding("require");
      server
          .caCertificate()
          .ifPresentOrElse(
              pem -> {
                source.setSslfactory(TrustedAuthorities.class.getName());
                source.setSslFactoryArg(pem);
              },
              () -> source.setSslfactory(DefaultJavaSSLFactory.class.getName()));
    }
    return source.getConnection(user, password);
  }
}
