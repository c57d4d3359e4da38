package io.smarteros.tenant.supabase.migration;

import io.smarteros.tenant.local.database.SupabaseDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** Who applies SQL as {@code postgres}, in one session. */
final class ProjectOwner implements AutoCloseable {
  private final Connection connection;

  ProjectOwner(SupabaseDatabase database) throws SQLException {
    connection = database.connect(database.owner());
    connection.setAutoCommit(false);
  }

  /**
   * In one transaction, as Supabase's CLI applies a migration.
   *
   * @return what the database told meanwhile
   */
  List<String> apply(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      connection.commit();
      List<String> notices = new ArrayList<>();
      for (SQLWarning told = statement.getWarnings(); told != null; told = told.getNextWarning()) {
        notices.add(told.getMessage());
      }
      return notices;
    } catch (SQLException e) {
      throw rolledBack(e);
    }
  }

  /** The first column. */
  List<String> ask(String sql) {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      connection.commit();
      return values;
    } catch (SQLException e) {
      throw rolledBack(e);
    }
  }

  private IllegalStateException rolledBack(SQLException cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
    return new IllegalStateException(cause.getMessage(), cause);
  }

  @Override
  public void close() {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
