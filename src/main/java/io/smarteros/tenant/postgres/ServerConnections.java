package io.smarteros.tenant.postgres;

import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.postgres.LoginCheck.Accepted;
import io.smarteros.tenant.postgres.LoginCheck.Unknown;
import io.smarteros.tenant.postgres.LoginCheck.WrongPassword;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ssl.DefaultJavaSSLFactory;
import org.postgresql.util.PSQLState;

/**
 * Short-lived connections to one server. A pool would hold connections per server for work that is
 * done once a tenant.
 */
final class ServerConnections {
  static final String MAINTENANCE_DATABASE = "postgres";

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LOGIN_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(60);

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

  ServerConnections(ServerAddress server, AdminLogin admin) {
    this.server = server;
    this.admin = admin;
  }

  /** Into the maintenance database, where no tenant has a say. */
  Connection asAdmin() throws SQLException {
    return connect(admin.user(), admin.password(), MAINTENANCE_DATABASE);
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
