package io.smarteros.tenant.postgres;

import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.ssl.DefaultJavaSSLFactory;
import org.postgresql.util.PSQLState;

/**
 * Short-lived connections to one server: few at once, with time-outs, and none while the last
 * failure is fresh. A pool would hold connections per server for work that is done once a tenant.
 */
final class ServerConnections {
  private static final String MAINTENANCE_DATABASE = "postgres";
  private static final int OPERATIONS_AT_ONCE = 4;
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration LOGIN_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration STATEMENT_TIMEOUT = Duration.ofSeconds(50);
  private static final Duration SOCKET_TIMEOUT = Duration.ofSeconds(60);

  /** Let in from its pods and not from here, out of connections of its own, shut out for now. */
  private static final Set<String> REFUSALS_OF_A_ROLE =
      Set.of(
          PSQLState.INVALID_AUTHORIZATION_SPECIFICATION.getState(),
          "53300",
          PSQLState.OBJECT_NOT_IN_STATE.getState());

  private final ServerAddress server;
  private final AdminLogin admin;
  private final ServerBackoff backOff;
  private final Semaphore operations = new Semaphore(OPERATIONS_AT_ONCE);

  /** One log-in at a time: of all that wait, only the first meets a wrong password. */
  private final ReentrantLock loginLock = new ReentrantLock();

  ServerConnections(ServerAddress server, AdminLogin admin, ServerBackoff backOff) {
    this.server = server;
    this.admin = admin;
    this.backOff = backOff;
  }

  /** What an administrator does while connected. */
  interface Work<R> {
    R with(Connection connection) throws SQLException;
  }

  /** The result of the work, or what came in its way. */
  <R> R asAdmin(Work<R> work, Function<DatabaseFailure, R> onFailure) {
    operations.acquireUninterruptibly();
    try (Connection connection = logIn()) {
      return work.with(connection);
    } catch (DatabaseFailureException e) {
      return onFailure.apply(e.failure);
    } catch (SQLException e) {
      return onFailure.apply(SqlErrors.ofStatement(e, server, backOff));
    } finally {
      operations.release();
    }
  }

  private Connection logIn() throws DatabaseFailureException {
    loginLock.lock();
    try {
      var known = backOff.current();
      if (known.isPresent()) {
        throw new DatabaseFailureException(known.get());
      }
      Connection connection = connect(admin.user(), admin.password(), MAINTENANCE_DATABASE);
      backOff.reached();
      return connection;
    } catch (SQLException e) {
      throw new DatabaseFailureException(SqlErrors.ofLogin(e, server, admin, backOff));
    } finally {
      loginLock.unlock();
    }
  }

  Connection asAdminIn(String database) throws SQLException {
    return connect(admin.user(), admin.password(), database);
  }

  /** Whether the server takes this password; only a log-in can tell. */
  boolean accepts(String role, String password, String database) throws SQLException {
    try (Connection _ = connect(role, password, database)) {
      return true;
    } catch (SQLException e) {
      if (PSQLState.INVALID_PASSWORD.getState().equals(e.getSQLState())) {
        return false;
      }
      // a refusal of this one role says nothing of the server, and another password changes nothing
      if (REFUSALS_OF_A_ROLE.contains(String.valueOf(e.getSQLState()))) {
        return true;
      }
      throw e;
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
    source.setOptions("-c statement_timeout=" + STATEMENT_TIMEOUT.toMillis());
    source.setLogServerErrorDetail(false);
    source.setGssEncMode("disable");
    source.setSslMode(server.sslMode().value());
    if (server.sslMode() == SslMode.VERIFY_CA || server.sslMode() == SslMode.VERIFY_FULL) {
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

  private static final class DatabaseFailureException extends Exception {
    private static final long serialVersionUID = 1L;
    private final transient DatabaseFailure failure;

    DatabaseFailureException(DatabaseFailure failure) {
      this.failure = failure;
    }
  }
}
