package io.smarteros.tenant.supabase.table;

import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.supabase.decision.DnsName;
import io.smarteros.tenant.supabase.decision.ObservedRow;
import io.smarteros.tenant.supabase.decision.Schema;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code tenants} and {@code tenant_services}: the columns that the operator knows, and no
 * more of each than it can bear, whoever wrote it.
 */
public final class TenantTables {
  /** What a JSON value begins with that is too large to be read. */
  static final String TOO_LARGE = "too large: ";

  /** In bytes, of one JSON value. */
  static final int MOST_JSON = 262_144;

  // What is large even when compressed is not unpacked to find out how large.
  private static final String JSON =
      """
      coalesce(
        case when pg_column_size(%1$s) > 1048576 or octet_length(%1$s::text) > %2$d
             then null else %1$s::text end,
        '%3$s' || pg_column_size(%1$s))"""
          .formatted("%1$s", MOST_JSON, TOO_LARGE);

  private static final String NAMES =
      """
      t.id::text as id, left(t.slug::text, 300) as slug, left(t.name::text, 1000) as name,
      left(t.domain::text, 300) as domain, left(t.owner_id::text, 300) as owner_id,
      %s as owner_subject, left(t.status::text, 100) as status""";

  private static final String OWNER_SUBJECT = "left(t.owner_subject::text, 300)";
  private static final String NO_OWNER_SUBJECT = "null::text";

  private static final String FINGERPRINT =
      """
      md5(json_build_array(
            t.id, left(t.slug::text, 300), left(t.name::text, 1000), left(t.domain::text, 300),
            left(t.owner_id::text, 300), %s, left(t.status::text, 100), %s)::text
          || coalesce(services.list::text, '')) as fingerprint"""
          .formatted("%1$s", JSON.formatted("t.metadata"));

  // Of rows with the same name, which the seed's table allows, the oldest counts.
  private static final String SERVICES =
      """
      select s.tenant_id,
             json_agg(json_build_array(s.service_name, s.id, s.enabled, s.service_id, s.config)
                      order by s.service_name) as list
        from (select distinct on (s.tenant_id, s.service_name)
                     s.tenant_id, s.service_name::text as service_name, s.id::text as id, s.enabled,
                     left(s.service_id::text, 1000) as service_id, %s as config
                from public.tenant_services s
                %s
               where s.service_name::text = any (%s)
               order by s.tenant_id, s.service_name, s.created_at, s.id) s
       group by s.tenant_id"""
          .formatted(JSON.formatted("s.config"), "%1$s", knownServices());

  // The generation is what the triggers count; xmin, the last transaction that wrote the row, also
  // differs after what was written while they were switched off.
  private static final String VERSION =
      "md5(concat_ws('/', t.xmin, t.generation, versions.list)) as version";

  private static final String NO_VERSION = "'' as version";

  private static final String VERSIONS_OF_SERVICES =
      """
      left join (select s.tenant_id,
                        string_agg(concat_ws('/', s.id, s.xmin, s.generation), ',' order by s.id)
                          as list
                   from public.tenant_services s
                   join wanted on wanted.id = s.tenant_id
                  group by s.tenant_id) versions
        on versions.tenant_id = t.id""";

  /**
   * What a tenant's rows held, and their version then.
   *
   * @param version empty where the tables do not count changes
   */
  public record VersionedFingerprint(String fingerprint, String version) {}

  private final Connection connection;
  private final Schema schema;

  public TenantTables(Connection connection, Schema schema) {
    this.connection = connection;
    this.schema = schema;
  }

  private static String knownServices() {
    return Arrays.stream(ServiceName.values())
        .map(name -> "'" + name.id() + "'")
        .toList()
        .toString()
        .replace("[", "array[");
  }

  /** A tenant's row and those of its services, in one statement, so in one moment. */
  public Optional<ObservedRow> row(String id) throws SQLException {
    String sql =
        """
        select %1$s, %2$s as metadata, services.list::text as services, %3$s, %5$s as generation
          from public.tenants t
          left join (%4$s) services on services.tenant_id = t.id
         where t.id = ?::uuid
        """
            .formatted(
                NAMES.formatted(ownerSubject()),
                JSON.formatted("t.metadata"),
                FINGERPRINT.formatted(ownerSubject()),
                SERVICES.formatted("join (select ?::uuid as id) wanted on wanted.id = s.tenant_id"),
                schema.hasGeneration() ? "t.generation" : "null::bigint");
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setString(1, id);
      query.setString(2, id);
      try (ResultSet result = query.executeQuery()) {
        return result.next() ? Optional.of(RowReader.row(result)) : Optional.empty();
      }
    }
  }

  /** Whether there is no row at all. */
  public boolean isEmpty() throws SQLException {
    try (Statement query = connection.createStatement();
        ResultSet result = query.executeQuery("select not exists (select from public.tenants)")) {
      result.next();
      return result.getBoolean(1);
    }
  }

  /** The rows with this slug, without what else they hold. */
  List<ObservedRow> withSlug(String slug) throws SQLException {
    return withName("slug", slug);
  }

  /** The rows with this domain, without what else they hold. */
  List<ObservedRow> withDomain(String domain) throws SQLException {
    return withName("domain", domain);
  }

  private List<ObservedRow> withName(String column, String name) throws SQLException {
    String sql =
        """
        select %1$s
          from public.tenants t
         where lower(rtrim(t.%2$s::text, '.') collate "C") like any (?)
         order by t.id
         limit 20
        """
            .formatted(NAMES.formatted(ownerSubject()), column);
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setArray(1, array(DnsName.of(name).patterns()));
      List<ObservedRow> rows = new ArrayList<>();
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          rows.add(RowReader.nameOnly(result));
        }
      }
      return rows;
    }
  }

  /** Fingerprints by id, of those rows that exist, in one statement. */
  public Map<String, VersionedFingerprint> fingerprints(Collection<String> ids)
      throws SQLException {
    return ofEach(
        fingerprintsQuery(),
        ids,
        row -> new VersionedFingerprint(row.getString("fingerprint"), row.getString("version")));
  }

  /**
   * Versions by id, of those rows that exist, in one statement that reads no values. Only where the
   * tables count changes.
   */
  public Map<String, String> versions(Collection<String> ids) throws SQLException {
    return ofEach(versionsQuery(), ids, row -> row.getString("version"));
  }

  /** The same of all rows, the oldest first. */
  public Map<String, String> versions() throws SQLException {
    String sql = versionsQuery("select id from public.tenants") + " order by t.created_at, t.id";
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      return byId(query, row -> row.getString("version"));
    }
  }

  private interface Column<R> {
    R of(ResultSet row) throws SQLException;
  }

  private <R> Map<String, R> ofEach(String sql, Collection<String> ids, Column<R> column)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(sql)) {
      query.setArray(1, array(ids));
      return byId(query, column);
    }
  }

  private static <R> Map<String, R> byId(PreparedStatement query, Column<R> column)
      throws SQLException {
    Map<String, R> found = new LinkedHashMap<>();
    try (ResultSet result = query.executeQuery()) {
      while (result.next()) {
        found.put(result.getString("id"), column.of(result));
      }
    }
    return found;
  }

  /** With one parameter, the ids. */
  String fingerprintsQuery() {
    // with joins that can be hashed: the seed has no index that finds the services of a tenant
    return """
    with wanted as materialized (select unnest(?::uuid[]) as id)
    select t.id::text as id, %1$s, %2$s
      from wanted
      join public.tenants t on t.id = wanted.id
      left join (%3$s) services on services.tenant_id = t.id
      %4$s
    """
        .formatted(
            FINGERPRINT.formatted(ownerSubject()),
            schema.hasGeneration() ? VERSION : NO_VERSION,
            SERVICES.formatted("join wanted on wanted.id = s.tenant_id"),
            schema.hasGeneration() ? VERSIONS_OF_SERVICES : "");
  }

  /** With one parameter, the ids. */
  String versionsQuery() {
    return versionsQuery("select unnest(?::uuid[]) as id");
  }

  private static String versionsQuery(String wanted) {
    return """
    with wanted as materialized (%3$s)
    select t.id::text as id, %1$s
      from wanted
      join public.tenants t on t.id = wanted.id
      %2$s
    """
        .formatted(VERSION, VERSIONS_OF_SERVICES, wanted);
  }

  private String ownerSubject() {
    return schema.hasOwnerSubject() ? OWNER_SUBJECT : NO_OWNER_SUBJECT;
  }

  private Array array(Collection<String> texts) throws SQLException {
    return connection.createArrayOf("text", texts.toArray());
  }
}
