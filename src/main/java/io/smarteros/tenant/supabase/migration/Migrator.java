package io.smarteros.tenant.supabase.migration;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Applies migrations that were not applied yet, each in one transaction with its line in {@code
 * tenant_ops.migrations}. For projects whose schema nobody keeps with Supabase's CLI.
 */
public final class Migrator {
  private static final String HISTORY =
      """
      create schema if not exists tenant_ops;
      revoke all on schema tenant_ops from public;
      create table if not exists tenant_ops.migrations (
        version text primary key,
        name text not null,
        applied_at timestamptz not null default now(),
        applied_by text not null default current_user)
      """;

  // Another migrator waits here, and then finds the line of this one.
  private static final String WAIT =
      """
      set local lock_timeout = '1min';
      lock table tenant_ops.migrations in share row exclusive mode
      """;

  private final Connection connection;
  private final Consumer<String> progress;

  /**
   * Works with a connection of the tables' owner.
   *
   * @param progress is told what is done, and what the database says meanwhile
   */
  public Migrator(Connection connection, Consumer<String> progress) {
    this.connection = connection;
    this.progress = progress;
  }

  /** Returns how many were applied. What was applied before one that fails stays. */
  public int apply(List<Migration> migrations) throws SQLException {
    connection.setAutoCommit(false);
    try {
      refuseIfTheCliAppliesThem(migrations);
      execute(HISTORY);
      connection.commit();
      int applied = 0;
      for (Migration migration : migrations) {
        if (apply(migration)) {
          applied++;
        }
      }
      return applied;
    } catch (SQLException e) {
      rollBack(e);
      throw e;
    }
  }

  private boolean apply(Migration migration) throws SQLException {
    execute(WAIT);
    if (isApplied(migration)) {
      connection.rollback();
      return false;
    }
    progress.accept("Applying %s %s".formatted(migration.version(), migration.name()));
    execute(migration.sql());
    try (PreparedStatement insert =
        connection.prepareStatement(
            "insert into tenant_ops.migrations (version, name) values (?, ?)")) {
      insert.setString(1, migration.version());
      insert.setString(2, migration.name());
      insert.execute();
    }
    connection.commit();
    return true;
  }

  private boolean isApplied(Migration migration) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select from tenant_ops.migrations where version = ?")) {
      query.setString(1, migration.version());
      try (ResultSet rows = query.executeQuery()) {
        return rows.next();
      }
    }
  }

  /**
   * Two who apply the same files by histories of their own would not know what the other left out.
   */
  private void refuseIfTheCliAppliesThem(List<Migration> migrations) throws SQLException {
    if (!isThere("supabase_migrations.schema_migrations")) {
      return;
    }
    Array versions =
        connection.createArrayOf("text", migrations.stream().map(Migration::version).toArray());
    try (PreparedStatement query =
        connection.prepareStatement(
            """
            select string_agg(version, ', ' order by version)
              from supabase_migrations.schema_migrations where version = any (?)
            """)) {
      query.setArray(1, versions);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        String applied = row.getString(1);
        if (applied != null) {
          throw new SQLException(
              """
              Supabase's CLI has applied %s to this database, so it applies the others too: use \
              supabase db push"""
                  .formatted(applied));
        }
      }
    }
  }

  private boolean isThere(String table) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement("select to_regclass(?) is not null")) {
      query.setString(1, table);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
      for (SQLWarning told = statement.getWarnings(); told != null; told = told.getNextWarning()) {
        String notice = Objects.requireNonNullElse(told.getMessage(), "");
        // all but "... does not exist, skipping" and its like
        if (!notice.endsWith("skipping")) {
          progress.accept("  " + notice);
        }
      }
    }
  }

  private void rollBack(SQLException cause) {
    try {
      connection.rollback();
    } catch (SQLException e) {
      cause.addSuppressed(e);
    }
  }
}
