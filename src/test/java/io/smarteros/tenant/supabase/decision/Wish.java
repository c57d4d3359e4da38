package io.smarteros.tenant.supabase.decision;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import io.smarteros.tenant.api.Owner;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.supabase.decision.DesiredRow.DesiredService;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;

/** A Tenant's wish for its rows, changed step by step. */
public record Wish(DesiredRow row) {

  /** Tenant acme with n8n. */
  public static Wish acme() {
    return of("acme", "Acme S.A.").with(ServiceName.N8N, true);
  }

  public static Wish of(String slug, String name) {
    return new Wish(
        new DesiredRow(
            slug,
            Optional.empty(),
            name,
            Optional.empty(),
            Optional.empty(),
            Map.of(),
            false,
            Map.of(),
            Map.of()));
  }

  /** Of a Tenant that was made of the row with this id. */
  public Wish importedFrom(String rowId) {
    return new Wish(
        new DesiredRow(
            row.slug(),
            Optional.of(rowId),
            row.displayName(),
            row.domain(),
            row.owner(),
            row.metadata(),
            row.suspended(),
            row.services(),
            row.answers()));
  }

  public Wish named(String name) {
    return change(
        name,
        row.domain(),
        row.owner(),
        row.metadata(),
        row.suspended(),
        row.services(),
        row.answers());
  }

  public Wish at(String domain) {
    return change(
        row.displayName(),
        Optional.of(domain),
        row.owner(),
        row.metadata(),
        row.suspended(),
        row.services(),
        row.answers());
  }

  public Wish ownedBy(Owner owner) {
    return change(
        row.displayName(),
        row.domain(),
        Optional.of(owner),
        row.metadata(),
        row.suspended(),
        row.services(),
        row.answers());
  }

  public Wish ownedBy(String email) {
    return ownedBy(new Owner(email, null, null));
  }

  public Wish with(String key, JsonNode value) {
    Map<String, JsonNode> metadata = new TreeMap<>(row.metadata());
    metadata.put(key, value);
    return change(
        row.displayName(),
        row.domain(),
        row.owner(),
        metadata,
        row.suspended(),
        row.services(),
        row.answers());
  }

  public Wish with(String key, String value) {
    return with(key, JsonNodeFactory.instance.textNode(value));
  }

  public Wish suspended(boolean suspended) {
    return change(
        row.displayName(),
        row.domain(),
        row.owner(),
        row.metadata(),
        suspended,
        row.services(),
        row.answers());
  }

  public Wish with(ServiceName name, boolean enabled) {
    return with(
        name,
        new DesiredService(
            enabled,
            Optional.empty(),
            JsonNodeFactory.instance.objectNode().put("url", "https://" + name + ".example")));
  }

  /** As before its route is there. */
  public Wish withoutUrl(ServiceName name) {
    return with(
        name,
        new DesiredService(
            Objects.requireNonNull(row.services().get(name)).enabled(),
            Optional.empty(),
            JsonNodeFactory.instance.objectNode()));
  }

  public Wish with(ServiceName name, DesiredService service) {
    Map<ServiceName, DesiredService> services = new EnumMap<>(ServiceName.class);
    services.putAll(row.services());
    services.put(name, service);
    return change(
        row.displayName(),
        row.domain(),
        row.owner(),
        row.metadata(),
        row.suspended(),
        services,
        row.answers());
  }

  Wish without(ServiceName name) {
    Map<ServiceName, DesiredService> services = new EnumMap<>(ServiceName.class);
    services.putAll(row.services());
    services.remove(name);
    return change(
        row.displayName(),
        row.domain(),
        row.owner(),
        row.metadata(),
        row.suspended(),
        services,
        row.answers());
  }

  public Wish answering(String annotation, String value) {
    return change(
        row.displayName(),
        row.domain(),
        row.owner(),
        row.metadata(),
        row.suspended(),
        row.services(),
        Map.of(annotation, value));
  }

  private Wish change(
      String name,
      Optional<String> domain,
      Optional<Owner> owner,
      Map<String, JsonNode> metadata,
      boolean suspended,
      Map<ServiceName, DesiredService> services,
      Map<String, String> answers) {
    return new Wish(
        new DesiredRow(
            row.slug(),
            row.importedRow(),
            name,
            domain,
            owner,
            metadata,
            suspended,
            services,
            answers));
  }
}
