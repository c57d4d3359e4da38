package io.smarteros.tenant.supabase.table;

import io.smarteros.tenant.api.Owner;
import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.RowRecord.ResolvedOwner;
import io.smarteros.tenant.record.RowRecord.RowOwner;
import io.smarteros.tenant.supabase.connection.RowSecurity;
import io.smarteros.tenant.supabase.decision.OwnerAnswer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Finds out who the owner in the spec is. */
public final class Owners {
  // A schema that the role may not use cannot be named in a cast: look into the catalogue.
  private static final String WAYS =
      """
      select exists (
               select from pg_proc p join pg_namespace n on n.oid = p.pronamespace
                where n.nspname = 'tenant_ops' and p.proname = 'find_owner'
                  and pg_get_function_identity_arguments(p.oid) in ('text', 'p_email text')
                  and has_schema_privilege(n.oid, 'usage')
                  and has_function_privilege(p.oid, 'execute')) as by_function,
             exists (
               select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                where n.nspname = 'auth' and c.relname = 'users'
                  and has_schema_privilege(n.oid, 'usage')
                  and has_table_privilege(c.oid, 'select')
                  and %s) as by_table
      """
          .formatted(RowSecurity.SEES_ALL_ROWS);

  private static final String BY_FUNCTION =
      "select user_id::text as id, email_confirmed, banned from tenant_ops.find_owner(?)";

  private static final String BY_TABLE =
      """
      select u.id::text, u.email_confirmed_at is not null as email_confirmed,
             coalesce(u.banned_until > now(), false) as banned
        from auth.users u
       where u.instance_id = '00000000-0000-0000-0000-000000000000'
         and lower(u.email::text) = lower(btrim(?))
         and not u.is_sso_user and not u.is_anonymous and u.deleted_at is null
      """;

  private Owners() {}

  /**
   * Needs no look-up where the answer is known: pinned in the record, or given as an id.
   *
   * @return empty when the database has to be asked
   */
  public static Optional<OwnerAnswer> withoutLookup(
      Optional<Owner> asked, Optional<RowRecord> record) {
    if (asked.isEmpty()) {
      return Optional.of(new OwnerAnswer.NotAsked());
    }
    Owner owner = asked.get();
    if (owner.userId() != null) {
      return known(owner, RowOwner.user(owner.userId().toLowerCase(Locale.ROOT)));
    }
    if (owner.subject() != null) {
      return known(owner, RowOwner.subject(owner.subject()));
    }
    return record
        .flatMap(RowRecord::owner)
        .filter(pinned -> pinned.askedFor().equals(askedFor(owner)))
        .map(OwnerAnswer.Known::new);
  }

  private static Optional<OwnerAnswer> known(Owner asked, RowOwner owner) {
    return Optional.of(new OwnerAnswer.Known(new ResolvedOwner(askedFor(asked), owner)));
  }

  private static String askedFor(Owner owner) {
    if (owner.userId() != null) {
      return "user " + owner.userId().toLowerCase(Locale.ROOT);
    }
    if (owner.subject() != null) {
      return "subject %s of %s".formatted(owner.subject().id(), owner.subject().issuer());
    }
    return "email " + email(owner);
  }

  private static String email(Owner owner) {
    return Optional.ofNullable(owner.email()).orElse("").strip().toLowerCase(Locale.ROOT);
  }

  public static OwnerAnswer lookUp(Owner asked, Connection connection) throws SQLException {
    boolean byFunction;
    boolean byTable;
    try (Statement statement = connection.createStatement();
        ResultSet ways = statement.executeQuery(WAYS)) {
      ways.next();
      byFunction = ways.getBoolean("by_function");
      byTable = ways.getBoolean("by_table");
    }
    if (!byFunction && !byTable) {
      return new OwnerAnswer.Unavailable(
          """
          The operator's role cannot see users, so it cannot find the owner by e-mail address. \
          Apply the migration with tenant_ops.find_owner, or name the owner in \
          spec.owner.userId""");
    }
    List<User> users = find(byFunction ? BY_FUNCTION : BY_TABLE, email(asked), connection);
    List<User> fit = users.stream().filter(User::isFit).toList();
    return fit.size() == 1
        ? new OwnerAnswer.Known(
            new ResolvedOwner(askedFor(asked), RowOwner.user(fit.getFirst().id())))
        : new OwnerAnswer.Unknown(unknown(email(asked), users));
  }

  private static List<User> find(String sql, String email, Connection connection)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, email);
      List<User> users = new ArrayList<>();
      try (ResultSet rows = query.executeQuery()) {
        while (rows.next()) {
          users.add(
              new User(
                  rows.getString("id"),
                  rows.getBoolean("email_confirmed"),
                  rows.getBoolean("banned")));
        }
      }
      return users;
    }
  }

  private static String unknown(String email, List<User> users) {
    if (users.stream().anyMatch(User::banned)) {
      return "The user with the e-mail address %s is banned. Lift the ban, or correct spec.owner"
          .formatted(email);
    }
    if (users.isEmpty()) {
      return "No user has the e-mail address %s. Let the owner sign up, or correct spec.owner"
          .formatted(email);
    }
    return "The user with the e-mail address %s has not confirmed it yet. Let the owner confirm it, or correct spec.owner"
        .formatted(email);
  }

  /** The database refused the id: only it can know whether there is such a user. */
  public static OwnerAnswer refused(OwnerAnswer answer) {
    return answer instanceof OwnerAnswer.Known(ResolvedOwner owner)
        ? new OwnerAnswer.Unknown(
            "There is no user %s (spec.owner: %s). Correct spec.owner"
                .formatted(owner.owner().userId().orElse(""), owner.askedFor()))
        : answer;
  }

  private record User(String id, boolean emailConfirmed, boolean banned) {
    boolean isFit() {
      return emailConfirmed && !banned;
    }
  }
}
