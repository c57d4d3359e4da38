package io.smarteros.tenant.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Roles and databases of a server, by name. */
record ServerCatalogue(
    Map<String, ObservedDatabase.Role> roles, Map<String, ObservedDatabase.Database> databases) {

  /** As {@link DatabaseIdentity#nameFor} begins them. */
  private static final String ALL_OF_TENANTS = "t\\_%";

  private static final String ROLES =
      """
      select r.rolname,
             pg_catalog.shobj_description(r.oid, 'pg_authid') as comment,
             r.rolcanlogin and (r.rolvaliduntil is null or r.rolvaliduntil > pg_catalog.now())
               as may_log_in,
             r.rolconnlimit,
             pg_catalog.pg_has_role(current_user, r.oid, 'usage') as admin_inherits,
             case when pg_catalog.current_setting('server_version_num')::int >= 160000
                  then pg_catalog.pg_has_role(current_user, r.oid, 'set')
                  else pg_catalog.pg_has_role(current_user, r.oid, 'member')
             end as admin_may_set_role,
             pg_catalog.has_database_privilege(r.oid, pg_catalog.current_database(), 'connect')
               as enters_postgres
      from pg_catalog.pg_roles r
      where r.rolname like ?
      """;

  private static final String DATABASES =
      """
      select d.datname,
             pg_catalog.pg_get_userbyid(d.datdba) as owner,
             pg_catalog.pg_get_userbyid(d.datdba) = current_user as owned_by_admin,
             pg_catalog.shobj_description(d.oid, 'pg_database') as comment,
             d.datallowconn,
             exists (select from pg_catalog.aclexplode(
                       coalesce(d.datacl, pg_catalog.acldefault('d', d.datdba))) as entry
                     where entry.grantee = 0 and entry.privilege_type = 'CONNECT')
               as open_to_public,
             case d.datlocprovider when 'c' then d.datcollate when 'b' then 'C' else 'of ICU' end
               as collation
      from pg_catalog.pg_database d
      where d.datname like ?
      """;

  private static final String UNAVAILABLE =
      """
      select wanted.name
      from pg_catalog.unnest(?::text[]) as wanted (name)
      where wanted.name not in (select e.name from pg_catalog.pg_available_extensions e)
      """;

  static ServerCatalogue ofAllTenants(Connection connection) throws SQLException {
    return new ServerCatalogue(
        roles(connection, ALL_OF_TENANTS), databases(connection, ALL_OF_TENANTS));
  }

  static ObservedDatabase look(Connection connection, DatabaseIdentity wanted) throws SQLException {
    return new ServerCatalogue(
            roles(connection, literally(wanted.role())),
            databases(connection, literally(wanted.name())))
        .of(wanted);
  }

  /** Those of the extensions that the server cannot make. */
  static Set<String> unavailable(Connection connection, Set<String> extensions)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(UNAVAILABLE)) {
      query.setArray(1, connection.createArrayOf("text", extensions.toArray()));
      Set<String> names = new HashSet<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          names.add(rows.getString("name"));
        }
      }
      return names;
    }
  }

  ObservedDatabase of(DatabaseIdentity wanted) {
    return new ObservedDatabase(
        Optional.ofNullable(roles.get(wanted.role())),
        Optional.ofNullable(databases.get(wanted.name())));
  }

  private static String literally(String name) {
    return name.replace("\\", "\\\\").replace("_", "\\_").replace("%", "\\%");
  }

  private static Map<String, ObservedDatabase.Role> roles(Connection connection, String pattern)
      throws SQLException {
    Map<String, ObservedDatabase.Role> found = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(ROLES)) {
      query.setString(1, pattern);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          found.put(
              row.getString("rolname"),
              new ObservedDatabase.Role(
                  Optional.ofNullable(row.getString("comment")),
                  row.getBoolean("may_log_in"),
                  row.getInt("rolconnlimit"),
                  row.getBoolean("admin_inherits"),
                  row.getBoolean("admin_may_set_role"),
                  row.getBoolean("enters_postgres")));
        }
      }
    }
    return found;
  }

  private static Map<String, ObservedDatabase.Database> databases(
      Connection connection, String pattern) throws SQLException {
    Map<String, ObservedDatabase.Database> found = new HashMap<>();
    try (PreparedStatement query = connection.prepareStatement(DATABASES)) {
      query.setString(1, pattern);
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          found.put(
              row.getString("datname"),
              new ObservedDatabase.Database(
                  row.getString("owner"),
                  row.getBoolean("owned_by_admin"),
                  Optional.ofNullable(row.getString("comment")),
                  row.getBoolean("datallowconn"),
                  row.getBoolean("open_to_public"),
                  row.getString("collation")));
        }
      }
    }
    return found;
  }
}
