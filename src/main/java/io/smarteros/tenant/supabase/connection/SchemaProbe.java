package io.smarteros.tenant.supabase.connection;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.supabase.decision.RowSituation;
import io.smarteros.tenant.supabase.decision.Schema;
import io.smarteros.tenant.supabase.decision.SyncFailure;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Checks, by reading only, whether the database has what the operator needs. */
public final class SchemaProbe {
  // Names are looked up in the catalogue: a cast to regclass would fail where a right is missing.
  private static final String PROBE =
      """
      select wanted.name,
             current_user as me,
             c.oid is not null as is_there,
             array_to_string(array(
               select unnest(wanted.columns)
               except
               select a.attname from pg_attribute a
                where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped), ', ')
               as missing_columns,
             concat_ws(', ',
               case when not has_schema_privilege(n.oid, 'usage') then 'usage on the schema' end,
               case when not has_any_column_privilege(c.oid, 'select') then 'select' end,
               case when not has_any_column_privilege(c.oid, 'insert') then 'insert' end,
               case when not has_any_column_privilege(c.oid, 'update') then 'update' end)
               as missing_privileges,
             c.relkind::text as kind,
             not %s as rows_are_hidden,
             %s as hiding_policies,
             pg_is_in_recovery() as is_replica,
             current_setting('transaction_read_only')::boolean as is_read_only,
             exists (select from pg_attribute a
                      where a.attrelid = c.oid and a.attname = 'owner_subject'
                        and not a.attisdropped) as has_owner_subject,
             exists (select from pg_trigger t
                      where t.tgrelid = c.oid and t.tgname = 'a_guard') as has_guard,
             has_table_privilege(c.oid, 'select')
               and exists (select from pg_attribute a
                            where a.attrelid = c.oid and a.attname = 'generation'
                              and not a.attisdropped) as has_generation,
             exists (select from pg_trigger t join pg_proc p on p.oid = t.tgfoid
                      where t.tgrelid = c.oid and t.tgenabled in ('O', 'A')
                        and p.prosrc like '%%%s%%') as notifies,
             has_function_privilege('pg_control_system()', 'execute') as may_read_identifier,
             'tables/' || d.oid || '/' || c.oid as table_identity
        from (values
               ('tenants',
                '{id,name,slug,domain,owner_id,status,metadata,updated_at}'::name[]),
               ('tenant_services',
                '{id,tenant_id,service_name,service_id,enabled,config,created_at}'::name[]))
               as wanted (name, columns)
        join pg_database d on d.datname = current_database()
        left join pg_namespace n on n.nspname = 'public'
        left join pg_class c
          on c.relnamespace = n.oid and c.relname = wanted.name
             and c.relkind in ('r', 'p', 'v', 'm', 'f')
       order by wanted.name desc
      """
          .formatted(RowSecurity.SEES_ALL_ROWS, RowSecurity.HIDING_POLICIES, Notifications.CHANNEL);

  // Everybody may call it as PostgreSQL comes, but a provider can forbid it.
  private static final String SYSTEM_IDENTIFIER =
      "select 'system/' || system_identifier from pg_control_system()";

  private SchemaProbe() {}

  /** What was found. */
  sealed interface Finding {}

  record Fit(Schema schema) implements Finding {}

  record Unfit(Problem problem) implements Finding {}

  static Finding probe(Connection connection) throws SQLException {
    List<Table> tables = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(PROBE)) {
      while (row.next()) {
        tables.add(Table.of(row));
      }
    }
    for (Table table : tables) {
      Optional<Problem> problem = table.problem();
      if (problem.isPresent()) {
        return new Unfit(problem.get());
      }
    }
    Optional<Problem> unfit = ColumnTypes.problem(connection);
    if (unfit.isPresent()) {
      return new Unfit(unfit.get());
    }
    Table tenants = tables.getFirst();
    return new Fit(
        new Schema(
            tenants.mayReadIdentifier() ? systemIdentifier(connection) : tenants.identity(),
            tenants.hasOwnerSubject(),
            tenants.hasGuard(),
            tables.stream().allMatch(Table::hasGeneration),
            tables.stream().allMatch(Table::notifies)));
  }

  /** Check it before you conclude anything from a missing row. */
  public static Schema requireFit(Connection connection) throws SQLException {
    return switch (probe(connection)) {
      case Fit fit -> fit.schema();
      case Unfit unfit ->
          throw new SyncFailureException(
              new SyncFailure(
                  unfit.problem().reason(), unfit.problem().message(), RowSituation.LOOK_AGAIN));
    };
  }

  private static String systemIdentifier(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SYSTEM_IDENTIFIER)) {
      row.next();
      return row.getString(1);
    }
  }

  private record Table(
      String name,
      String me,
      boolean isThere,
      String missingColumns,
      String missingPrivileges,
      String kind,
      boolean rowsAreHidden,
      List<String> hidingPolicies,
      boolean isReplica,
      boolean isReadOnly,
      boolean hasOwnerSubject,
      boolean hasGuard,
      boolean hasGeneration,
      boolean notifies,
      boolean mayReadIdentifier,
      String identity) {

    static Table of(ResultSet row) throws SQLException {
      return new Table(
          row.getString("name"),
          row.getString("me"),
          row.getBoolean("is_there"),
          row.getString("missing_columns"),
          row.getString("missing_privileges"),
          Objects.requireNonNullElse(row.getString("kind"), ""),
          row.getBoolean("rows_are_hidden"),
          List.of((String[]) row.getArray("hiding_policies").getArray()),
          row.getBoolean("is_replica"),
          row.getBoolean("is_read_only"),
          row.getBoolean("has_owner_subject"),
          row.getBoolean("has_guard"),
          row.getBoolean("has_generation"),
          row.getBoolean("notifies"),
          row.getBoolean("may_read_identifier"),
          Objects.requireNonNullElse(row.getString("table_identity"), ""));
    }

    Optional<Problem> problem() {
      if (!isThere) {
        return found(
            Reason.TABLE_MISSING,
            """
            Table public.%s does not exist in this database. Apply the product's migrations, or \
            correct SUPABASE_DB_URL"""
                .formatted(name));
      }
      if (!kind.equals("r") && !kind.equals("p")) {
        return found(
            Reason.TABLE_UNFIT,
            """
            public.%s is a %s, through which the operator cannot see all rows and change them. \
            Give the table that name"""
                .formatted(name, kindInWords()));
      }
      if (!missingColumns.isEmpty()) {
        return found(
            Reason.TABLE_MISSING,
            "Table public.%s does not have the columns %s. Apply the product's migrations"
                .formatted(name, missingColumns));
      }
      if (!missingPrivileges.isEmpty()) {
        return found(
            Reason.GRANT_MISSING,
            """
            Role %s lacks %s for table public.%s. Grant it usage on schema public, and select, \
            insert, update and delete on public.tenants and public.tenant_services"""
                .formatted(me, missingPrivileges, name));
      }
      if (rowsAreHidden && !hidingPolicies.isEmpty()) {
        return found(
            Reason.ROWS_HIDDEN,
            """
            Restrictive policies of public.%1$s hide rows from role %2$s: %3$s. Limit each to the \
            roles that it is meant for, for example: alter policy %4$s on public.%1$s to \
            authenticated"""
                .formatted(name, me, String.join(", ", hidingPolicies), hidingPolicies.getFirst()));
      }
      if (rowsAreHidden) {
        return found(
            Reason.ROWS_HIDDEN,
            """
            Row level security hides rows of public.%1$s from role %2$s. Run: create policy \
            %1$s_operator on public.%1$s for all to %2$s using (true) with check (true)"""
                .formatted(name, me));
      }
      if (isReplica) {
        return found(
            Reason.READ_ONLY,
            "This database is a read replica. Name the primary in SUPABASE_DB_URL");
      }
      if (isReadOnly) {
        return found(
            Reason.READ_ONLY,
            """
            This database accepts no writes. A full disk makes a project read-only: free disk \
            space""");
      }
      return Optional.empty();
    }

    private String kindInWords() {
      return switch (kind) {
        case "v" -> "view";
        case "m" -> "materialized view";
        default -> "foreign table";
      };
    }

    private static Optional<Problem> found(Reason reason, String message) {
      return Optional.of(new Problem(reason, message));
    }
  }
}
