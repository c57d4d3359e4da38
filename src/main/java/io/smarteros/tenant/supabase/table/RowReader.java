package io.smarteros.tenant.supabase.table;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.smarteros.tenant.supabase.decision.ObservedRow;
import io.smarteros.tenant.supabase.decision.ObservedRow.ObservedService;
import io.smarteros.tenant.supabase.decision.RowStatus;
import io.smarteros.tenant.supabase.decision.RowValues;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Makes values of what {@link TenantTables} selects. */
final class RowReader {
  private static final JsonMapper JSON =
      JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

  private final List<String> unreadable = new ArrayList<>();

  private RowReader() {}

  static ObservedRow nameOnly(ResultSet result) throws SQLException {
    return new ObservedRow(
        result.getString("id"),
        values(result),
        MissingNode.getInstance(),
        Map.of(),
        Optional.empty(),
        "",
        Optional.empty());
  }

  static ObservedRow row(ResultSet result) throws SQLException {
    RowReader reader = new RowReader();
    JsonNode metadata = reader.json("metadata", result.getString("metadata"));
    Map<String, ObservedService> services = reader.services(result.getString("services"));
    return new ObservedRow(
        result.getString("id"),
        values(result),
        metadata,
        services,
        Optional.ofNullable(result.getObject("generation", Long.class)),
        result.getString("fingerprint"),
        reader.unreadable.stream().findFirst());
  }

  private static RowValues values(ResultSet result) throws SQLException {
    return new RowValues(
        result.getString("slug"),
        result.getString("name"),
        Optional.ofNullable(result.getString("domain")),
        Optional.ofNullable(result.getString("owner_id")),
        Optional.ofNullable(result.getString("owner_subject")),
        RowStatus.of(result.getString("status")));
  }

  private Map<String, ObservedService> services(@Nullable String list) {
    Map<String, ObservedService> services = new LinkedHashMap<>();
    for (JsonNode service : json("the list of services", list)) {
      String name = service.path(0).asText();
      services.put(
          name,
          new ObservedService(
              service.path(1).asText(),
              service.path(2).asBoolean(true),
              text(service.path(3)),
              json("config of service " + name, text(service.path(4)).orElse(null))));
    }
    return services;
  }

  private static Optional<String> text(JsonNode value) {
    return value.isTextual() ? Optional.of(value.asText()) : Optional.empty();
  }

  /** Whoever may write a row may write numbers and nesting that Jackson refuses to read. */
  private JsonNode json(String what, @Nullable String text) {
    if (text == null) {
      return MissingNode.getInstance();
    }
    if (text.startsWith(TenantTables.TOO_LARGE)) {
      unreadable.add(
          "In the tenant's row in Supabase %s is larger than %d KiB. Shorten it there"
              .formatted(what, TenantTables.MOST_JSON / 1024));
      return MissingNode.getInstance();
    }
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      unreadable.add(
          "In the tenant's row in Supabase %s is JSON that cannot be read (%s). Correct it there"
              .formatted(what, firstLine(e.getOriginalMessage())));
      return MissingNode.getInstance();
    }
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }
}
