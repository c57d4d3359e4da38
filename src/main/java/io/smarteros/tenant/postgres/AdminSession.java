package io.smarteros.tenant.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import org.postgresql.util.PasswordUtil;

/** The SQL that an administrator runs in the maintenance database. */
final class AdminSession {
  /** In which the grant of a role says what its member may do with it. */
  private static final int GRANTS_HAVE_OPTIONS = 16;

  private final Connection connection;

  AdminSession(Connection connection) {
    this.connection = connection;
  }

  /** In one transaction, so that there is never a role of this name without its mark. */
  void makeRole(DatabaseSpec wanted) throws SQLException {
    String role = wanted.identity().role();
    inTransaction(
        () -> {
          execute(
              "create role %I login connection limit %s password %L",
              role, Integer.toString(wanted.connections()), verifier(role, wanted.password()));
          markRole(wanted.identity());
          if (!isSuperuser()) {
            joinRole(role);
          }
        });
  }

  void markRole(DatabaseIdentity identity) throws SQLException {
    execute("comment on role %I is %L", identity.role(), identity.mark().toComment());
  }

  void allowLogin(String role) throws SQLException {
    execute("alter role %I login valid until 'infinity'", role);
  }

  void limitConnections(String role, int connections) throws SQLException {
    execute("alter role %I connection limit %s", role, Integer.toString(connections));
  }

  void setPassword(String role, String password) throws SQLException {
    execute("alter role %I password %L", role, verifier(role, password));
  }

  /** Only who may become a role, or a superuser, may make it the owner of a database. */
  void joinRole(String role) throws SQLException {
    execute(
        connection.getMetaData().getDatabaseMajorVersion() >= GRANTS_HAVE_OPTIONS
            ? "grant %I to current_user with inherit true, set true"
            : "grant %I to current_user",
        role);
  }

  void letIntoPostgres(String role) throws SQLException {
    execute("grant connect on database %I to %I", ServerConnections.MAINTENANCE_DATABASE, role);
  }

  /** From template0: template1 may hold what a site put there, and be busy. */
  void makeDatabase(DatabaseSpec wanted) throws SQLException {
    String name = wanted.identity().name();
    String closed = "create database %I template template0 encoding 'UTF8' allow_connections false";
    if (wanted.collation().isPresent()) {
      execute(closed + " locale_provider libc lc_collate %L", name, wanted.collation().get());
    } else {
      execute(closed, name);
    }
  }

  /** Lets the administrator in, and nobody else. */
  void prepareDatabase(DatabaseIdentity identity) throws SQLException {
    inTransaction(
        () -> {
          markDatabase(identity);
          closeToPublic(identity.name());
          execute("alter database %I allow_connections true", identity.name());
        });
  }

  void handOver(DatabaseIdentity identity) throws SQLException {
    execute("alter database %I owner to %I", identity.name(), identity.role());
  }

  void markDatabase(DatabaseIdentity identity) throws SQLException {
    execute("comment on database %I is %L", identity.name(), identity.mark().toComment());
  }

  void closeToPublic(String database) throws SQLException {
    execute("revoke connect on database %I from public", database);
  }

  void dropDatabase(String name) throws SQLException {
    execute("drop database %I with (force)", name);
  }

  /** With what it may have made or been granted in the maintenance database. */
  void dropRole(String role, boolean asRole) throws SQLException {
    as(role, asRole, () -> execute("drop owned by %I", role));
    execute("drop role %I", role);
  }

  /**
   * What only the owner of a database may do, for an administrator who does not inherit his rights.
   *
   * @param asRole whether to become the owner meanwhile
   */
  void as(String role, boolean asRole, Statements statements) throws SQLException {
    if (!asRole) {
      statements.run();
      return;
    }
    execute("set role %I", role);
    statements.run();
    execute("reset role");
  }

  /** What is done in one go. */
  interface Statements {
    void run() throws SQLException;
  }

  private void inTransaction(Statements statements) throws SQLException {
    connection.setAutoCommit(false);
    try {
      statements.run();
      connection.commit();
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  private boolean isSuperuser() throws SQLException {
    try (Statement query = connection.createStatement();
        ResultSet row =
            query.executeQuery("select pg_catalog.current_setting('is_superuser') = 'on'")) {
      return row.next() && row.getBoolean(1);
    }
  }

  /** Hashed here, so that the password itself is in no statement log of the server. */
  private static String verifier(String role, String password) throws SQLException {
    return PasswordUtil.encodePassword(role, password.toCharArray(), "scram-sha-256");
  }

  private void execute(String template, String... arguments) throws SQLException {
    execute(connection, template, arguments);
  }

  /**
   * Lets the server quote names and texts.
   *
   * @param template with {@code %I} for a name, {@code %L} for a text and {@code %s} for a number
   */
  static void execute(Connection connection, String template, String... arguments)
      throws SQLException {
    String sql;
    try (PreparedStatement format =
        connection.prepareStatement("select pg_catalog.format(?, variadic ?::text[])")) {
      format.setString(1, template);
      format.setArray(
          2,
          connection.createArrayOf(
              "text", Arrays.copyOf(arguments, arguments.length, Object[].class)));
      try (ResultSet row = format.executeQuery()) {
        row.next();
        sql = row.getString(1);
      }
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
