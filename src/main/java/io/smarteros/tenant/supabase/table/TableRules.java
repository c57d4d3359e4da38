package io.smarteros.tenant.supabase.table;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** What the tables do to a row that is written: their triggers and rules. */
public final class TableRules {
  private static final String DIGEST =
      """
      select md5(string_agg(rule, ';' order by rule))
        from (select pg_get_triggerdef(t.oid) || t.tgenabled::text || p.prosrc as rule
                from pg_trigger t join pg_proc p on p.oid = t.tgfoid
               where t.tgrelid in (select oid from tables)
              union all
              select pg_get_ruledef(r.oid) || r.ev_enabled::text
                from pg_rewrite r
               where r.ev_class in (select oid from tables)) rules
      """;

  private static final String TABLES =
      """
      with tables as (
        select c.oid from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where n.nspname = 'public' and c.relname in ('tenants', 'tenant_services'))
      """;

  private TableRules() {}

  /** Differs when one of them is made, changed, switched off or removed. */
  public static String digest(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(TABLES + DIGEST)) {
      row.next();
      String digest = row.getString(1);
      return digest == null ? "" : digest;
    }
  }

  /** Whether a foreign key of {@code tenants} is the one of its owner. */
  public static boolean isOfOwner(String constraint, Connection connection) throws SQLException {
    try (var query =
        connection.prepareStatement(
            """
            select exists (
              select from pg_constraint k
                join pg_class c on c.oid = k.conrelid
                join pg_namespace n on n.oid = c.relnamespace
                join pg_attribute a on a.attrelid = c.oid and a.attnum = any (k.conkey)
               where n.nspname = 'public' and c.relname = 'tenants' and k.contype = 'f'
                 and a.attname = 'owner_id' and k.conname = ?)
            """)) {
      query.setString(1, constraint);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return row.getBoolean(1);
      }
    }
  }
}
