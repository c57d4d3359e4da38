package io.smarteros.tenant.supabase.table;

import io.smarteros.tenant.api.Owner;
import io.smarteros.tenant.api.service.ServiceName;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Reads the rows of which Tenants can be made, on the tables with all migrations. */
public final class ImportableRows {
  // of each what the operator can bear, and a little more, so that too much is seen as such
  private static final String ROWS =
      """
      select t.id::text as id, left(t.slug, 300) as slug, left(t.name, 300) as name,
             left(t.domain, 300) as domain, t.owner_id::text as owner_id,
             left(t.owner_subject, 300) as owner_subject, left(t.owner_issuer, 600) as owner_issuer,
             t.status, t.generation, left(t.tenant_class, 300) as class_name, email.confirmed as owner_email,
             array(select s.service_name from public.tenant_services s
                    where s.tenant_id = t.id and s.service_name = any (?)) as services
        from public.tenants t
        left join lateral (
               select o.email as confirmed
                 from (select tenant_ops.owner_email(t.owner_id) as email) o
                where exists (select from tenant_ops.find_owner(o.email) f
                               where f.user_id = t.owner_id and f.email_confirmed and not f.banned)
             ) email on t.owner_id is not null
       where t.id = any (?::uuid[])
       order by t.created_at, t.id""";

  private static final String MISSING =
      """
      select string_agg(missing, ', ')
        from (select 'column public.' || c.name || '.' || c.col || ' is missing' as missing
                from (values ('tenants', 'generation'), ('tenants', 'tenant_class'),
                             ('tenants', 'owner_subject'), ('tenants', 'owner_issuer'),
                             ('tenant_services', 'generation')) c (name, col)
               where not exists (select from pg_attribute a
                                  where a.attrelid = to_regclass('public.' || c.name)
                                    and a.attname = c.col and not a.attisdropped)
              union all
              select 'function tenant_ops.' || f.name || ' is missing'
                from (values ('find_owner(text)'), ('owner_email(uuid)')) f (name)
               where to_regprocedure('tenant_ops.' || f.name) is null
              union all
              select 'trigger a_guard of public.tenants is missing'
               where not exists (select from pg_trigger t
                                  where t.tgrelid = to_regclass('public.tenants')
                                    and t.tgname = 'a_guard' and t.tgenabled <> 'D')) m""";

  // Whoever may write rows may name any owner and any class.
  private static final String RIGHTS_OF_USERS =
      """
      select string_agg(distinct r.rolname || ' may write public.' || c.name, ', ')
        from pg_roles r
       cross join (values ('tenants'), ('tenant_services')) c (name)
       where r.rolname in ('anon', 'authenticated')
         and (has_any_column_privilege(r.oid, 'public.' || c.name, 'insert, update')
              or has_table_privilege(r.oid, 'public.' || c.name, 'delete'))""";

  private final Connection connection;

  public ImportableRows(Connection connection) {
    this.connection = connection;
  }

  /** The rows of these ids that exist, the oldest first. */
  public List<ImportableRow> read(Collection<String> ids) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(ROWS)) {
      query.setArray(1, array(Arrays.stream(ServiceName.values()).map(ServiceName::id).toList()));
      query.setArray(2, array(ids));
      List<ImportableRow> rows = new ArrayList<>();
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          rows.add(row(result));
        }
      }
      return rows;
    }
  }

  /** Why no Tenant may be made of any row; empty when the tables are fit for that. */
  public Optional<String> unfit() throws SQLException {
    Optional<String> missing = ask(MISSING);
    return missing.isPresent()
        ? missing.map("the migrations of the operator were not applied: "::concat)
        : ask(RIGHTS_OF_USERS).map("users would make Tenants as they like: "::concat);
  }

  private Optional<String> ask(String sql) throws SQLException {
    try (Statement query = connection.createStatement();
        ResultSet result = query.executeQuery(sql)) {
      result.next();
      return Optional.ofNullable(result.getString(1));
    }
  }

  private static ImportableRow row(ResultSet result) throws SQLException {
    return new ImportableRow(
        result.getString("id"),
        result.getString("slug"),
        result.getString("name"),
        Optional.ofNullable(result.getString("domain")),
        owner(result),
        Optional.ofNullable(result.getString("owner_email")),
        result.getString("status"),
        result.getLong("generation"),
        Optional.ofNullable(result.getString("class_name")),
        services((String[]) result.getArray("services").getArray()));
  }

  private static Optional<Owner> owner(ResultSet result) throws SQLException {
    String user = result.getString("owner_id");
    if (user != null) {
      return Optional.of(new Owner(null, user, null));
    }
    String subject = result.getString("owner_subject");
    String issuer = result.getString("owner_issuer");
    return subject == null || issuer == null
        ? Optional.empty()
        : Optional.of(new Owner(null, null, new Owner.Subject(issuer, subject)));
  }

  private static Set<ServiceName> services(String[] names) {
    return Arrays.stream(names)
        .flatMap(name -> ServiceName.of(name).stream())
        .collect(Collectors.toUnmodifiableSet());
  }

  private java.sql.Array array(Collection<String> texts) throws SQLException {
    return connection.createArrayOf("text", texts.toArray());
  }
}
