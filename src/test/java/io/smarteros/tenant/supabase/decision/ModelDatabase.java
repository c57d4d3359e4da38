package io.smarteros.tenant.supabase.decision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smarteros.tenant.supabase.decision.ObservedRow.ObservedService;
import io.smarteros.tenant.supabase.decision.RowWrite.Insert;
import io.smarteros.tenant.supabase.decision.RowWrite.Nothing;
import io.smarteros.tenant.supabase.decision.RowWrite.ServiceWrite;
import io.smarteros.tenant.supabase.decision.RowWrite.Update;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The two tables as a value, so that thousands of courses of events can be tried. */
final class ModelDatabase {
  private final Map<String, ObservedRow> rows = new LinkedHashMap<>();
  private int writes;

  ObservedRows rows() {
    return new ObservedRows(List.copyOf(rows.values()));
  }

  Optional<Long> generation(String id) {
    return Optional.ofNullable(rows.get(id)).flatMap(ObservedRow::generation);
  }

  int writes() {
    return writes;
  }

  void write(RowWrite write) {
    writes++;
    switch (write) {
      case Nothing _ -> throw new IllegalArgumentException("nothing to write");
      case Insert insert -> insert(insert);
      case Update update -> update(update);
    }
  }

  private void insert(Insert insert) {
    insert.trace().ifPresent(rows::remove);
    ObjectNode metadata = JsonNodeFactory.instance.objectNode();
    insert.metadata().forEach(metadata::set);
    put(
        new ObservedRow(
            insert.id(),
            insert.values(),
            metadata,
            services(Map.of(), insert.services()),
            Optional.empty(),
            "",
            Optional.empty()));
  }

  private void update(Update update) {
    ObservedRow row = update.basis();
    if (!row.equals(rows.get(row.id()))) {
      throw new IllegalStateException("overtaken");
    }
    ObjectNode metadata = object(row.metadata());
    update.removedMetadata().forEach(metadata::remove);
    update.metadata().forEach(metadata::set);
    put(
        new ObservedRow(
            row.id(),
            update.values(),
            metadata,
            services(row.services(), update.services()),
            Optional.empty(),
            "",
            row.unreadable()));
  }

  private static Map<String, ObservedService> services(
      Map<String, ObservedService> before, List<ServiceWrite> writes) {
    Map<String, ObservedService> services = new TreeMap<>(before);
    for (ServiceWrite write : writes) {
      Optional<ObservedService> row = Optional.ofNullable(before.get(write.name()));
      ObjectNode config = object(row.map(ObservedService::config).orElse(write.config()));
      write.removedConfig().forEach(config::remove);
      write.config().properties().forEach(key -> config.set(key.getKey(), key.getValue()));
      services.put(
          write.name(),
          new ObservedService(
              row.map(ObservedService::id).orElse("service-" + write.name()),
              write.enabled(),
              write
                  .serviceId()
                  .or(
                      () ->
                          row.flatMap(ObservedService::serviceId)
                              .filter(_ -> !write.removesServiceId())),
              config));
    }
    return services;
  }

  private static ObjectNode object(JsonNode node) {
    return node instanceof ObjectNode object
        ? object.deepCopy()
        : JsonNodeFactory.instance.objectNode();
  }

  /** Somebody else's edit. */
  void edit(String id, UnaryOperator<ObservedRow> change) {
    put(change.apply(rows().withId(id).orElseThrow()));
  }

  void add(ObservedRow row) {
    put(row);
  }

  void remove(String id) {
    rows.remove(id);
  }

  /** As in the database, the same content has the same fingerprint. */
  private void put(ObservedRow row) {
    String content =
        List.of(
                row.id(),
                row.values(),
                row.metadata(),
                new TreeMap<>(row.services()),
                row.unreadable())
            .toString();
    rows.put(
        row.id(),
        new ObservedRow(
            row.id(),
            row.values(),
            row.metadata(),
            row.services(),
            Optional.of(generation(row.id()).orElse(0L) + 1),
            UUID.nameUUIDFromBytes(content.getBytes(java.nio.charset.StandardCharsets.UTF_8))
                .toString(),
            row.unreadable()));
  }
}
