package io.smarteros.tenant.supabase.decision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.smarteros.tenant.supabase.decision.ObservedRow.ObservedService;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/** What others do to a row. */
final class Edits {
  private Edits() {}

  static ObservedRow row(String id, String slug) {
    return new ObservedRow(
        id,
        RowValuesBuilder.builder()
            .slug(slug)
            .name("A row of " + slug)
            .status(RowStatus.ACTIVE)
            .build(),
        JsonNodeFactory.instance.objectNode(),
        Map.of(),
        Optional.empty(),
        "",
        Optional.empty());
  }

  static UnaryOperator<ObservedRow> name(String name) {
    return values(old -> old.withName(name));
  }

  static UnaryOperator<ObservedRow> slug(String slug) {
    return values(old -> old.withSlug(slug));
  }

  static UnaryOperator<ObservedRow> domain(String domain) {
    return values(old -> old.withDomain(Optional.of(domain)));
  }

  static UnaryOperator<ObservedRow> owner(String userId) {
    return values(old -> old.withOwnerId(Optional.of(userId)).withOwnerSubject(Optional.empty()));
  }

  static UnaryOperator<ObservedRow> status(RowStatus status) {
    return values(old -> old.withStatus(status));
  }

  static UnaryOperator<ObservedRow> unreadable(String why) {
    return row ->
        new ObservedRow(
            row.id(),
            row.values(),
            row.metadata(),
            row.services(),
            Optional.empty(),
            "",
            Optional.of(why));
  }

  static UnaryOperator<ObservedRow> metadata(String key, JsonNode value) {
    return row -> {
      ObjectNode metadata = ((ObjectNode) row.metadata()).deepCopy();
      metadata.set(key, value);
      return new ObservedRow(
          row.id(), row.values(), metadata, row.services(), Optional.empty(), "", row.unreadable());
    };
  }

  static UnaryOperator<ObservedRow> enabled(String service, boolean enabled) {
    return service(
        service, old -> new ObservedService(old.id(), enabled, old.serviceId(), old.config()));
  }

  static UnaryOperator<ObservedRow> config(String service, JsonNode config) {
    return service(
        service, old -> new ObservedService(old.id(), old.enabled(), old.serviceId(), config));
  }

  static UnaryOperator<ObservedRow> service(String name, UnaryOperator<ObservedService> change) {
    return row -> {
      Map<String, ObservedService> services = new TreeMap<>(row.services());
      services.put(
          name,
          change.apply(
              services.getOrDefault(
                  name,
                  new ObservedService(
                      "foreign-" + name,
                      true,
                      Optional.empty(),
                      JsonNodeFactory.instance.objectNode()))));
      return new ObservedRow(
          row.id(), row.values(), row.metadata(), services, Optional.empty(), "", row.unreadable());
    };
  }

  static UnaryOperator<ObservedRow> withoutService(String name) {
    return row -> {
      Map<String, ObservedService> services = new TreeMap<>(row.services());
      services.remove(name);
      return new ObservedRow(
          row.id(), row.values(), row.metadata(), services, Optional.empty(), "", row.unreadable());
    };
  }

  private static UnaryOperator<ObservedRow> values(UnaryOperator<RowValues> change) {
    return row ->
        new ObservedRow(
            row.id(),
            change.apply(row.values()),
            row.metadata(),
            row.services(),
            Optional.empty(),
            "",
            row.unreadable());
  }
}
