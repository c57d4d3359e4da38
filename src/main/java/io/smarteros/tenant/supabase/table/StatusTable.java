package io.smarteros.tenant.supabase.table;

import io.smarteros.tenant.supabase.customer.CustomerState;
import io.smarteros.tenant.supabase.customer.CustomerStatus;
import io.smarteros.tenant.supabase.customer.CustomerStatus.Part;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Reads and writes {@code tenant_status}, which only projects with the migration have. */
public final class StatusTable {
  /** A table of that name with other columns is somebody else's. */
  private static final String PROBE =
      """
      select has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select')
        from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where n.nspname = 'public' and c.relname = 'tenant_status' and c.relkind in ('r', 'p')
         and (select count(*) from pg_attribute a
               where a.attrelid = c.oid and not a.attisdropped
                 and a.attname in
                     ('tenant_id', 'service', 'state', 'url', 'version', 'message')) = 6
      """;

  private static final String READ =
      """
      select service, state, url, version, message
        from public.tenant_status
       where tenant_id = ?::uuid
      """;

  /** What is as it should be is not even locked, and a tenant without a row gets none here. */
  private static final String WRITE =
      """
      with wanted as (
        select * from unnest(?::text[], ?::text[], ?::text[], ?::text[], ?::text[])
                      as w (service, state, url, version, message)
      ), gone as (
        delete from public.tenant_status s
         where s.tenant_id = ?::uuid and s.service not in (select service from wanted)
      )
      insert into public.tenant_status as s (tenant_id, service, state, url, version, message)
      select t.id, w.service, w.state, w.url, w.version, w.message
        from wanted w join public.tenants t on t.id = ?::uuid
       where not exists (
               select from public.tenant_status s
                where s.tenant_id = t.id and s.service = w.service
                  and (s.state, s.url, s.version, s.message)
                      is not distinct from (w.state, w.url, w.version, w.message))
      on conflict (tenant_id, service) do update
        set state = excluded.state, url = excluded.url, version = excluded.version,
            message = excluded.message
        where (s.state, s.url, s.version, s.message)
              is distinct from (excluded.state, excluded.url, excluded.version, excluded.message)
      """;

  private final Connection connection;

  public StatusTable(Connection connection) {
    this.connection = connection;
  }

  /**
   * What the rows of one tenant say, as far as they can be read; empty where there is no such
   * table.
   */
  public Optional<CustomerStatus> read(String tenantId) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet table = statement.executeQuery(PROBE)) {
      if (!table.next()) {
        return Optional.empty();
      }
      return Optional.of(table.getBoolean(1) ? rows(tenantId) : CustomerStatus.NONE);
    }
  }

  private CustomerStatus rows(String tenantId) throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(READ)) {
      query.setString(1, tenantId);
      Map<String, Part> parts = new HashMap<>();
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          String service = row.getString("service");
          part(row).ifPresent(part -> parts.put(service, part));
        }
      }
      return new CustomerStatus(parts);
    }
  }

  private static Optional<Part> part(ResultSet row) throws SQLException {
    Optional<String> url = Optional.ofNullable(row.getString("url"));
    Optional<String> version = Optional.ofNullable(row.getString("version"));
    Optional<String> message = Optional.ofNullable(row.getString("message"));
    return CustomerState.of(row.getString("state"))
        .map(state -> new Part(state, url, version, message));
  }

  /** Makes the rows of one tenant say this and nothing else, in one statement. */
  public void write(String tenantId, CustomerStatus status) throws SQLException {
    List<Map.Entry<String, Part>> parts = List.copyOf(status.parts().entrySet());
    try (PreparedStatement statement = connection.prepareStatement(WRITE)) {
      setTexts(statement, 1, parts, part -> Optional.of(part.getKey()));
      setTexts(statement, 2, parts, part -> Optional.of(part.getValue().state().word()));
      setTexts(statement, 3, parts, part -> part.getValue().url());
      setTexts(statement, 4, parts, part -> part.getValue().version());
      setTexts(statement, 5, parts, part -> part.getValue().message());
      statement.setString(6, tenantId);
      statement.setString(7, tenantId);
      statement.executeUpdate();
    }
  }

  private void setTexts(
      PreparedStatement statement,
      int index,
      List<Map.Entry<String, Part>> parts,
      Function<Map.Entry<String, Part>, Optional<String>> column)
      throws SQLException {
    Object[] texts = parts.stream().map(part -> column.apply(part).orElse(null)).toArray();
    statement.setArray(index, connection.createArrayOf("text", texts));
  }
}
