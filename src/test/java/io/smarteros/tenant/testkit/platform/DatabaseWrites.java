package io.smarteros.tenant.testkit.platform;

import io.smarteros.tenant.local.database.SupabaseDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/** What PostgreSQL's statistics say was written. */
public final class DatabaseWrites {
  /** Of the tables of the Supabase database, and of what all databases share: roles, databases. */
  private static final String COUNTERS =
      """
      select statistics.schemaname || '.' || statistics.relname as table_name,
             n_tup_ins as inserted, n_tup_upd as updated, n_tup_del as deleted
      from pg_stat_all_tables as statistics
      join pg_class on pg_class.oid = statistics.relid
      where n_tup_ins + n_tup_upd + n_tup_del > 0
        and (pg_class.relisshared
             or statistics.schemaname not in ('pg_catalog', 'pg_toast', 'information_schema'))
      """;

  private final SupabaseDatabase database;

  public DatabaseWrites(SupabaseDatabase database) {
    this.database = database;
  }

  /** Rows inserted, updated and deleted so far. */
  public record Counters(long inserted, long updated, long deleted) {
    private Counters minus(Counters before) {
      return new Counters(
          inserted - before.inserted, updated - before.updated, deleted - before.deleted);
    }
  }

  /** By table; a write shows up to ten seconds after it was made. */
  public Map<String, Counters> counters() {
    Map<String, Counters> counters = new TreeMap<>();
    try (Connection connection = database.connect(database.superuser());
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(COUNTERS)) {
      while (rows.next()) {
        counters.put(
            rows.getString("table_name"),
            new Counters(
                rows.getLong("inserted"), rows.getLong("updated"), rows.getLong("deleted")));
      }
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL does not show its statistics", e);
    }
    return counters;
  }

  /** What was written since then, by table. */
  public Map<String, Counters> since(Map<String, Counters> before) {
    Map<String, Counters> written = new TreeMap<>(counters());
    Counters none = new Counters(0, 0, 0);
    written.replaceAll((table, now) -> now.minus(before.getOrDefault(table, none)));
    written.values().removeIf(none::equals);
    return written;
  }
}
