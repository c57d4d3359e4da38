package io.smarteros.tenant.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.postgresql.util.PasswordUtil;

/** The SQL that an administrator runs. */
final class AdminSession {
  private static final int GRANTS_HAVE_OPTIONS = 160000;

  private static final String LOOK =
      """
      select r.oid is not null as role_exists,
             r.rolcanlogin,
             shobj_description(r.oid, 'pg_authid') as role_comment,
             pg_has_role(current_user, r.oid, 'usage')
               and (current_setting('server_version_num')::int < 160000
                    or pg_has_role(current_user, r.oid, 'set')) as may_act_as_role,
             d.oid is not null as database_exists,
             pg_get_userbyid(d.datdba) as owner,
             shobj_description(d.oid, 'pg_database') as database_comment,
             exists (select from aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) as entry
                     where entry.grantee = 0 and entry.privilege_type = 'CONNECT')
               as open_to_public
      from (values (?::text, ?::text)) as wanted (role, database)
      left join pg_roles r on r.rolname = wanted.role
      left join pg_database d on d.datname = wanted.database
      """;

  private final Connection connection;

  AdminSession(Connection connection) {
    this.connection = connection;
  }

  ObservedDatabase look(DatabaseIdentity wanted) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(LOOK)) {
      query.setString(1, wanted.role());
      query.setString(2, wanted.name());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return new ObservedDatabase(row.getBoolean("may_act_as_role"), role(row), database(row));
      }
    }
  }

  private static Optional<ObservedDatabase.Role> role(ResultSet row) throws SQLException {
    return row.getBoolean("role_exists")
        ? Optional.of(
            new ObservedDatabase.Role(
                row.getBoolean("rolcanlogin"), Optional.ofNullable(row.getString("role_comment"))))
        : Optional.empty();
  }

  private static Optional<ObservedDatabase.Database> database(ResultSet row) throws SQLException {
    return row.getBoolean("database_exists")
        ? Optional.of(
            new ObservedDatabase.Database(
                row.getString("owner"),
                Optional.ofNullable(row.getString("database_comment")),
                row.getBoolean("open_to_public")))
        : Optional.empty();
  }

  void run(ObservedDatabase.Step step, DatabaseSpec wanted) throws SQLException {
    DatabaseIdentity identity = wanted.identity();
    String mark = identity.mark().toComment();
    switch (step) {
      case MAKE_ROLE -> makeRole(wanted);
      case JOIN_ROLE -> joinRole(identity.role());
      case ALLOW_LOGIN -> execute("alter role %I login", identity.role());
      case MAKE_DATABASE ->
          // template1 may hold what a site put there, and be busy
          execute(
              "create database %I owner %I template template0 encoding 'UTF8'",
              identity.name(), identity.role());
      case MARK_DATABASE -> execute("comment on database %I is %L", identity.name(), mark);
      case CLOSE_TO_PUBLIC -> execute("revoke connect on database %I from public", identity.name());
    }
  }

  /** In one transaction, so that there is never a role of this name without its mark. */
  private void makeRole(DatabaseSpec wanted) throws SQLException {
    DatabaseIdentity identity = wanted.identity();
    connection.setAutoCommit(false);
    try {
      execute(
          "create role %I login password %L",
          identity.role(), verifier(identity.role(), wanted.password()));
      execute("comment on role %I is %L", identity.role(), identity.mark().toComment());
      joinRole(identity.role());
      connection.commit();
    } finally {
      connection.rollback();
      connection.setAutoCommit(true);
    }
  }

  /** Only a member of a role, or a superuser, may make it the owner of a database. */
  private void joinRole(String role) throws SQLException {
    if (isSuperuser()) {
      return;
    }
    execute(
        serverVersion() >= GRANTS_HAVE_OPTIONS
            ? "grant %I to current_user with inherit true, set true"
            : "grant %I to current_user",
        role);
  }

  void setPassword(String role, String password) throws SQLException {
    execute("alter role %I password %L", role, verifier(role, password));
  }

  Set<String> extensions() throws SQLException {
    Set<String> names = new HashSet<>();
    try (Statement query = connection.createStatement();
        ResultSet rows = query.executeQuery("select extname from pg_extension")) {
      while (rows.next()) {
        names.add(rows.getString(1));
      }
    }
    return names;
  }

  void makeExtension(String name) throws SQLException {
    execute("create extension if not exists %I", name);
  }

  void drop(DatabaseIdentity identity, ObservedDatabase seen) throws SQLException {
    if (seen.database().isPresent()) {
      if (!seen.adminMayActAsRole()) {
        joinRole(identity.role());
      }
      execute("drop database %I with (force)", identity.name());
    }
    if (seen.role().isPresent()) {
      execute("drop role %I", identity.role());
    }
  }

  private boolean isSuperuser() throws SQLException {
    try (Statement query = connection.createStatement();
        ResultSet row =
            query.executeQuery("select rolsuper from pg_roles where rolname = current_user")) {
      return row.next() && row.getBoolean(1);
    }
  }

  private int serverVersion() throws SQLException {
    try (Statement query = connection.createStatement();
        ResultSet row = query.executeQuery("select current_setting('server_version_num')::int")) {
      row.next();
      return row.getInt(1);
    }
  }

  /** Hashed here, so that the password itself is in no statement log of the server. */
  private static String verifier(String role, String password) throws SQLException {
    return PasswordUtil.encodePassword(role, password.toCharArray(), "scram-sha-256");
  }

  /**
   * Lets the server quote names and texts.
   *
   * @param template with {@code %I} for a name and {@code %L} for a text
   */
  private void execute(String template, String... arguments) throws SQLException {
    String sql;
    try (PreparedStatement format =
        connection.prepareStatement("select format(?, variadic ?::text[])")) {
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
