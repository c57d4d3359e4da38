package io.smarteros.tenant.api.service;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.fasterxml.jackson.databind.JsonNode;
import io.smarteros.tenant.api.schema.ApiType;
import io.smarteros.tenant.api.schema.OrderedCopy;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The applications that a tenant wants; present means wanted.
 *
 * @param others of a newer version of the operator, as they stand in the manifest; in no schema
 */
@ApiType
public record Services(
    @JsonPropertyDescription(
            """
            Chatwoot, customer support. {} installs it with the defaults of the class.""")
        @Nullable ChatwootSpec chatwoot,
    @JsonPropertyDescription(
            """
            Botpress v12, chat bots. Its publisher no longer changes it. {} installs it with the \
            defaults of the class.""")
        @Nullable BotpressSpec botpress,
    @JsonPropertyDescription(
            """
            n8n, workflow automation. {} installs it with the defaults of the class.""")
        @Nullable N8nSpec n8n,
    @JsonPropertyDescription(
            """
            Odoo, business management. {} installs it with the defaults of the class.""")
        @Nullable OdooSpec odoo,
    @JsonAnySetter @JsonAnyGetter Map<String, JsonNode> others) {

  public Services {
    others = OrderedCopy.of(others);
  }

  public static Services none() {
    return new Services(null, null, null, null, Map.of());
  }

  public Optional<ServiceSpec> find(ServiceName name) {
    return Optional.ofNullable(
        switch (name) {
          case CHATWOOT -> chatwoot;
          case BOTPRESS -> botpress;
          case N8N -> n8n;
          case ODOO -> odoo;
        });
  }

  /** The names of services that only a newer version of the operator knows, switched on. */
  public List<String> unknown() {
    return others.entrySet().stream()
        .filter(other -> other.getValue().path("enabled").asBoolean(true))
        .map(Map.Entry::getKey)
        .toList();
  }

  /** The services in the spec, switched on or not, in the order of {@link ServiceName}. */
  public Map<ServiceName, ServiceSpec> inSpec() {
    Map<ServiceName, ServiceSpec> present = new EnumMap<>(ServiceName.class);
    for (ServiceName name : ServiceName.values()) {
      find(name).ifPresent(spec -> present.put(name, spec));
    }
    return present;
  }
}
