package io.smarteros.tenant.supabase.table;

import java.sql.Connection;
import java.sql.SQLException;

/** Ends with what the work committed; the rest is rolled back. */
final class Transaction {
  private Transaction() {}

  /** Statements of one transaction. */
  interface Work<R> {
    R run() throws SQLException;
  }

  static <R> R run(Connection connection, Work<R> work) throws SQLException {
    connection.setAutoCommit(false);
    R result;
    try {
      result = work.run();
    } catch (SQLException e) {
      try {
        end(connection);
      } catch (SQLException broken) {
        e.addSuppressed(broken);
      }
      throw e;
    }
    end(connection);
    return result;
  }

  private static void end(Connection connection) throws SQLException {
    connection.rollback();
    connection.setAutoCommit(true);
  }
}
