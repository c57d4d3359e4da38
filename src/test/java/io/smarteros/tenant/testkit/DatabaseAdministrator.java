package io.smarteros.tenant.testkit;

import io.smarteros.tenant.local.database.SupabaseDatabase;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** A person who may do everything on a PostgreSQL server. */
public record DatabaseAdministrator(SupabaseDatabase server) {

  /** Runs one statement. */
  public void run(String sql) {
    try (Connection connection = server.connect(server.superuser());
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(sql, e);
    }
  }

  public boolean seesDatabase(String name) {
    return sees("select 1 from pg_database where datname = ?", name);
  }

  public boolean seesRole(String name) {
    return sees("select 1 from pg_roles where rolname = ?", name);
  }

  private boolean sees(String query, String name) {
    try (Connection connection = server.connect(server.superuser());
        PreparedStatement statement = connection.prepareStatement(query)) {
      statement.setString(1, name);
      try (ResultSet row = statement.executeQuery()) {
        return row.next();
      }
    } catch (SQLException e) {
      throw new IllegalStateException(query, e);
    }
  }
}
