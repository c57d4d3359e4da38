package io.smarteros.tenant.api.tenantclass;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.fabric8.kubernetes.api.model.Quantity;
import io.smarteros.tenant.api.schema.ApiType;
import io.smarteros.tenant.api.schema.CelRules;
import io.smarteros.tenant.api.schema.OrderedCopy;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.ServiceName;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What a Tenant may decide instead of the class. Absent: it may not. */
@ApiType
public record Allow(
    @JsonPropertyDescription(
            """
            Versions that a Tenant may set, by service, at most 50 each. Default: only the \
            version of the class. Example: {n8n: ["2.41.1"]}.""")
        @Size(max = 4)
        @ValidationRule(
            value = "self.all(service, service in ['chatwoot', 'botpress', 'n8n', 'odoo'])",
            message = "write the services' names: chatwoot, botpress, n8n, odoo")
        @ValidationRule(
            value =
                "self.all(service, self[service].all(version,"
                    + " version.matches('^[A-Za-z0-9_][A-Za-z0-9_.-]*$')))",
            message = CelRules.TAG_MESSAGE)
        Map<String, @Size(max = 50) List<@Size(min = 1, max = 128) String>> versions,
    @JsonPropertyDescription("Modes that a Tenant may set. Default: only the mode of the class.")
        @Size(max = 2)
        List<Mode> modes,
    @JsonPropertyDescription("Whether a Tenant may set an image. Default: false.")
        @Nullable Boolean images,
    @JsonPropertyDescription("Whether a Tenant may set the number of replicas. Default: false.")
        @Nullable Boolean replicas,
    @JsonPropertyDescription(
            """
            Whether a Tenant may set the hosts of its services. Default: false.""")
        @Nullable Boolean hosts,
    @JsonPropertyDescription("Whether a Tenant may have a domain of its own. Default: false.")
        @Nullable Boolean customDomains,
    @JsonPropertyDescription("Whether a Tenant may set environment variables. Default: false.")
        @Nullable Boolean env,
    @JsonPropertyDescription(
            """
            Maximum that a Tenant may request for one service. Default: no maximum.""")
        @Nullable MaxResources maxResources) {
  public Allow {
    versions = OrderedCopy.of(versions);
    modes = modes == null ? List.of() : List.copyOf(modes);
  }

  /** The versions of a service that a Tenant may set. */
  public List<String> versionsOf(ServiceName service) {
    return versions.getOrDefault(service.id(), List.of());
  }

  public static Allow nothing() {
    return new Allow(Map.of(), List.of(), null, null, null, null, null, null);
  }

  /** The most that a Tenant may ask for, per service. */
  @ApiType
  public record MaxResources(
      @JsonPropertyDescription(
              """
            Maximum CPU cores. Default: no maximum. Example: "4".""")
          @ValidationRule(value = CelRules.POSITIVE_QUANTITY, message = CelRules.CPU_MESSAGE)
          @Nullable Quantity cpu,
      @JsonPropertyDescription("Maximum memory. Default: no maximum. Example: 8Gi.")
          @ValidationRule(value = CelRules.MEMORY, message = CelRules.MEMORY_MESSAGE)
          @Nullable Quantity memory,
      @JsonPropertyDescription("Maximum size of a volume. Default: no maximum. Example: 100Gi.")
          @ValidationRule(value = CelRules.VOLUME_SIZE, message = CelRules.VOLUME_SIZE_MESSAGE)
          @Nullable Quantity storage) {}
}
