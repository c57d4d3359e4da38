package io.smarteros.tenant.supabase.connection;

import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Hears the notifications that the triggers of the hardened tables send, with a connection of its
 * own. Whoever can log in to the database can send others. For one thread.
 */
public final class Notifications implements AutoCloseable {
  /** Its triggers send the id of a tenant. */
  static final String CHANNEL = "tenant_changes";

  private static final Logger LOG = LoggerFactory.getLogger(Notifications.class);

  private final Connection connection;
  private final ConnectionBackoff outages;
  private final SupabaseErrors failures;

  private Notifications(Connection connection, ConnectionBackoff outages, SupabaseErrors failures) {
    this.connection = connection;
    this.outages = outages;
    this.failures = failures;
  }

  static Notifications listen(
      LoginSource logins, ConnectionBackoff outages, SupabaseErrors failures)
      throws SyncFailureException {
    Notifications notifications =
        new Notifications(connect(logins, outages, failures), outages, failures);
    try {
      notifications.execute("listen " + CHANNEL, LoginSource.SOCKET_TIMEOUT);
      return notifications;
    } catch (SyncFailureException e) {
      notifications.close();
      throw e;
    }
  }

  private static Connection connect(
      LoginSource logins, ConnectionBackoff outages, SupabaseErrors failures)
      throws SyncFailureException {
    try {
      return logins.getConnectionBeside(outages);
    } catch (SyncFailureException e) {
      throw e;
    } catch (SQLException e) {
      throw new SyncFailureException(outages.unreachable(failures.unreachable(e)));
    }
  }

  static void send(String payload, Connection connection) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement("select pg_notify(?, ?)")) {
      statement.setString(1, CHANNEL);
      statement.setString(2, payload);
      statement.execute();
    }
  }

  /**
   * Waits for the next ones.
   *
   * @return their payloads; empty when none came, which may also mean that none can come any more
   */
  public List<String> await(Duration longest) throws SyncFailureException {
    // the driver waits without a bound for the rest of a message that has begun
    Duration most = longest.plus(LoginSource.SOCKET_TIMEOUT);
    return within(
        most,
        () -> {
          // 0 would be for ever
          int millis = Math.max(1, Math.toIntExact(longest.toMillis()));
          return Stream.of(connection.unwrap(PGConnection.class).getNotifications(millis))
              .map(PGNotification::getParameter)
              .toList();
        });
  }

  /** Fails unless the server answers: a connection that is cut unseen only stays silent. */
  public void requireAnswer(Duration within) throws SyncFailureException {
    execute("select 1", within);
    outages.reached();
  }

  private void execute(String sql, Duration within) throws SyncFailureException {
    within(
        within,
        () -> {
          try (Statement statement = connection.createStatement()) {
            return statement.execute(sql);
          }
        });
  }

  private <R> R within(Duration most, Work<R> work) throws SyncFailureException {
    try (CallDeadline deadline = CallDeadline.start(connection, most)) {
      try {
        return work.run();
      } catch (SQLException e) {
        SQLException reason =
            deadline.isExpired() ? new SQLException(new SocketTimeoutException()) : e;
        throw new SyncFailureException(outages.unreachable(failures.unreachable(reason)));
      }
    }
  }

  private interface Work<R> {
    R run() throws SQLException;
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      LOG.debug("A connection for notifications could not be closed", e);
    }
  }
}
