package io.smarteros.tenant.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/** What can be set in n8n. */
public record N8nSettings(
    @Nullable OwnerPassword ownerPassword,
    @Nullable BinaryData binaryData,
    @Nullable String timezone,
    @Nullable Integer executionsMaxAgeHours,
    @Nullable Integer executionsMaxCount,
    @Nullable Boolean communityPackages) {

  /** Who decides the password of n8n's owner account. */
  public enum OwnerPassword {
    /** Always that of the login Secret. */
    @JsonProperty("Managed")
    MANAGED,
    /** Set once, then the customer's. */
    @JsonProperty("Initial")
    INITIAL
  }

  /** Where n8n keeps files that workflows handle. */
  public enum BinaryData {
    /** In the tenant's database; no volume is needed. */
    @JsonProperty("Database")
    DATABASE,
    /** On a volume of the service's storage size. */
    @JsonProperty("Volume")
    VOLUME
  }
}
