package io.smarteros.tenant.supabase.connection;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends a connection when the work on it takes too long as a whole. */
final class CallDeadline implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(CallDeadline.class);

  private final Connection connection;
  private final Duration most;
  private final Thread timer;
  private volatile boolean expired;

  private CallDeadline(Connection connection, Duration most) {
    this.connection = connection;
    this.most = most;
    this.timer = Thread.ofVirtual().name("supabase-deadline").unstarted(this::run);
  }

  static CallDeadline start(Connection connection, Duration most) {
    CallDeadline deadline = new CallDeadline(connection, most);
    deadline.timer.start();
    return deadline;
  }

  boolean isExpired() {
    return expired;
  }

  private void run() {
    try {
      Thread.sleep(most);
      expired = true;
      connection.abort(Runnable::run);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the work ended in time
    } catch (SQLException e) {
      LOG.debug("A slow connection could not be ended", e);
    }
  }

  @Override
  public void close() {
    timer.interrupt();
  }
}
