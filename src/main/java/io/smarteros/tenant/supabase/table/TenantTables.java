package io.smarteros.tenant.supabase.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.smarteros.tenant.supabase.connection.SupabaseErrors;
import io.smarteros.tenant.supabase.connection.SyncFailureException;
import io.smarteros.tenant.supabase.decision.ObservedRow;
import io.smarteros.tenant.supabase.decision.ObservedRow.ObservedService;
import io.smarteros.tenant.supabase.decision.ObservedRows;
import io.smarteros.tenant.supabase.decision.RowStatus;
import io.smarteros.tenant.supabase.decision.RowValues;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code tenants} and {@code tenant_services}, each time in one statement, so in one moment.
 */
public final class TenantTables {
  /** Of all columns, so that no change by others is missed. */
  private static final String FINGERPRINT =
      "md5(to_jsonb(t)::text || coalesce(services.list, '[]')::text) as fingerprint";

  private static final String LIST = "jsonb_agg(to_jsonb(s) order by s.created_at, s.id) as list";

  private static final String ROWS =
      """
      select to_jsonb(t) as row, coalesce(services.list, '[]') as services, %s
        from public.tenants t
       cross join lateral (
         select %s from public.tenant_services s where s.tenant_id = t.id) services
       where t.id = ?::uuid or t.slug = ? or t.domain = ?
      """
          .formatted(FINGERPRINT, LIST);

  // Services are grouped once: the seed has no index that would find those of each tenant.
  private static final String FINGERPRINTS =
      """
      with wanted as (select ?::uuid[] as ids)
      select t.id::text, %s
        from wanted
        join public.tenants t on t.id = any (wanted.ids)
        left join (
          select s.tenant_id, %s
            from wanted join public.tenant_services s on s.tenant_id = any (wanted.ids)
           group by s.tenant_id) services
          on services.tenant_id = t.id
      """
          .formatted(FINGERPRINT, LIST);

  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private TenantTables() {}

  /** The rows with this id, this slug or this domain. */
  public static ObservedRows read(
      Connection connection, Optional<String> id, Optional<String> slug, Optional<String> domain)
      throws SQLException {
    try (PreparedStatement query = connection.prepareStatement(ROWS)) {
      query.setString(1, id.orElse(null));
      query.setString(2, slug.orElse(null));
      query.setString(3, domain.orElse(null));
      List<ObservedRow> rows = new ArrayList<>();
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          rows.add(
              row(
                  json(result.getString("row")),
                  json(result.getString("services")),
                  result.getString("fingerprint")));
        }
      }
      return new ObservedRows(rows);
    }
  }

  /** Fingerprints by id, of those rows that exist. */
  public static Map<String, String> fingerprints(Connection connection, Collection<String> ids)
      throws SQLException {
    Array wanted = connection.createArrayOf("text", ids.toArray());
    try (PreparedStatement query = connection.prepareStatement(FINGERPRINTS)) {
      query.setArray(1, wanted);
      Map<String, String> found = new LinkedHashMap<>();
      try (ResultSet result = query.executeQuery()) {
        while (result.next()) {
          found.put(result.getString(1), result.getString(2));
        }
      }
      return found;
    }
  }

  private static ObservedRow row(JsonNode row, JsonNode services, String fingerprint) {
    return new ObservedRow(
        row.path("id").asText(),
        new RowValues(
            row.path("slug").asText(),
            row.path("name").asText(),
            text(row, "domain"),
            text(row, "owner_id"),
            text(row, "owner_subject"),
            RowStatus.of(text(row, "status").orElse(null))),
        row.path("metadata"),
        services(services),
        fingerprint);
  }

  /** Of rows with the same name, which the seed's table allows, the oldest counts. */
  private static Map<String, ObservedService> services(JsonNode list) {
    Map<String, ObservedService> services = new LinkedHashMap<>();
    for (JsonNode service : list) {
      services.putIfAbsent(
          service.path("service_name").asText(),
          new ObservedService(
              service.path("id").asText(),
              service.path("enabled").asBoolean(true),
              text(service, "service_id"),
              service.path("config")));
    }
    return services;
  }

  private static Optional<String> text(JsonNode object, String key) {
    return Optional.ofNullable(object.get(key)).filter(JsonNode::isTextual).map(JsonNode::asText);
  }

  /** Whoever may write a row may write numbers and nesting that Jackson refuses to read. */
  private static JsonNode json(String text) throws SyncFailureException {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new SyncFailureException(SupabaseErrors.unreadable(e));
    }
  }
}
