package io.smarteros.tenant.supabase.connection;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.supabase.decision.RowSituation;
import io.smarteros.tenant.supabase.decision.SyncFailure;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;

/** What row level security hides from the operator's role, or keeps it from changing. */
public final class RowSecurity {
  /** Of the policy {@code p}: it concerns this role, by its name, by membership or as everybody. */
  private static final String CONCERNS_ME =
      """
      exists (select from unnest(p.polroles) as named (role)
               where named.role = 0 or pg_has_role(current_user, named.role, 'usage'))
      """;

  private static final String TRUE = "pg_get_expr(p.polqual, p.polrelid) = 'true'";

  private static final String RESTRICTS_SELECT =
      "p.polrelid = c.oid and not p.polpermissive and p.polcmd in ('r', '*') and not %s and %s"
          .formatted(TRUE, CONCERNS_ME);

  /** Of the table {@code c}: row level security hides nothing from this role. */
  public static final String SEES_ALL_ROWS =
      """
      (not row_security_active(c.oid)
       or exists (select from pg_policy p
                   where p.polrelid = c.oid and p.polpermissive and p.polcmd in ('r', '*')
                     and %s and %s)
          and not exists (select from pg_policy p where %s))
      """
          .formatted(TRUE, CONCERNS_ME, RESTRICTS_SELECT);

  /** Of the table {@code c}: the policies that hide rows though another one shows all. */
  static final String HIDING_POLICIES =
      "array(select quote_ident(p.polname) from pg_policy p where %s order by p.polname)"
          .formatted(RESTRICTS_SELECT);

  private static final String RESTRICTING =
      """
      select string_agg(quote_ident(p.polname), ', ' order by p.polname)
        from pg_policy p
        join pg_class c on c.oid = p.polrelid
        join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relname = ? and not p.polpermissive
         and p.polcmd::text in (?, '*') and %s
      """
          .formatted(CONCERNS_ME);

  private static final String IS_ACTIVE =
      """
      select row_security_active(c.oid)
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relname = ?
      """;

  /** What a policy can be for. */
  public enum Command {
    UPDATE("w"),
    DELETE("d");

    private final String letter;

    Command(String letter) {
      this.letter = letter;
    }

    private String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  private RowSecurity() {}

  /** Why nothing happened to a row that can be seen; empty when it was not row level security. */
  public static Optional<SQLException> blocking(
      String table, Command command, Connection connection) throws SQLException {
    if (!isActive(table, connection)) {
      return Optional.empty();
    }
    String restricting =
        restricting(table, command, connection)
            .map("; these policies restrict it: %s"::formatted)
            .orElse("");
    return Optional.of(
        new SyncFailureException(
            new SyncFailure(
                Reason.GRANT_MISSING,
                """
                Row level security lets the operator see rows of public.%s but not %s them%s. Give \
                its role a policy for all commands, using (true) with check (true), and limit \
                restrictive policies to other roles"""
                    .formatted(table, command.word(), restricting),
                RowSituation.LOOK_AGAIN)));
  }

  private static boolean isActive(String table, Connection connection) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(IS_ACTIVE)) {
      query.setString(1, table);
      try (ResultSet row = query.executeQuery()) {
        return row.next() && row.getBoolean(1);
      }
    }
  }

  private static Optional<String> restricting(String table, Command command, Connection connection)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(RESTRICTING)) {
      query.setString(1, table);
      query.setString(2, command.letter);
      try (ResultSet row = query.executeQuery()) {
        row.next();
        return Optional.ofNullable(row.getString(1));
      }
    }
  }
}
