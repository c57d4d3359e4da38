package io.smarteros.tenant.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is wanted for a tenant. Absent parts have their defaults after construction. */
public record TenantSpec(
    String displayName,
    @Nullable String className,
    @Nullable String domain,
    @Nullable Owner owner,
    @Nullable String adminEmail,
    @Nullable Boolean suspended,
    DeletionPolicy deletionPolicy,
    Map<String, JsonNode> metadata,
    Services services,
    Integrations integrations,
    @Nullable Source source,
    @Nullable String rowId) {

  public TenantSpec {
    suspended = suspended != null && suspended;
    deletionPolicy = deletionPolicy == null ? DeletionPolicy.RETAIN : deletionPolicy;
    metadata = metadata == null ? Map.of() : Map.copyOf(metadata);
    services = services == null ? Services.none() : services;
    integrations = integrations == null ? Integrations.none() : integrations;
  }

  public boolean isSuspended() {
    return Boolean.TRUE.equals(suspended);
  }

  /** The e-mail address of the first administrator in the applications. */
  public Optional<String> administrator() {
    return Optional.ofNullable(adminEmail).or(() -> Optional.ofNullable(owner).map(Owner::email));
  }

  /** Where a Tenant came from. Absent: a manifest. */
  public enum Source {
    @com.fasterxml.jackson.annotation.JsonProperty("Database")
    DATABASE
  }
}
