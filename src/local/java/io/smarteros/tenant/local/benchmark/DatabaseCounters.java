package io.smarteros.tenant.local.benchmark;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What PostgreSQL has counted over all databases; a session tells with a delay of seconds. */
record DatabaseCounters(long sessions, long transactions) {
  private static final String QUERY =
      "select sum(sessions), sum(xact_commit + xact_rollback) from pg_stat_database";

  static DatabaseCounters read(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(QUERY)) {
      row.next();
      return new DatabaseCounters(row.getLong(1), row.getLong(2));
    }
  }
}
