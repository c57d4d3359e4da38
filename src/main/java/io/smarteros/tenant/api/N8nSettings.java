package io.smarteros.tenant.api;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import org.jspecify.annotations.Nullable;

/** What can be set in n8n. */
@ApiType
public record N8nSettings(
    @JsonPropertyDescription(
            """
            Who decides the password of the owner account. Managed: always that of the login \
            Secret, also when somebody changes it in n8n. Initial: that of the login Secret at \
            first, then the customer's own; the account also keeps the e-mail address that it was \
            set up with. Default: Managed.""")
        @Nullable OwnerPassword ownerPassword,
    @JsonPropertyDescription(
            """
            Where n8n keeps files that workflows handle. Database: in the tenant's database. \
            Volume: on a volume of storage.size. A change does not move files: what was kept \
            before is unreadable until it is changed back, and the volume stays. \
            Default: Database.""")
        @Nullable BinaryData binaryData,
    @JsonPropertyDescription(
            """
            Time zone in which schedules run, by its IANA name. Default: UTC. \
            Example: Europe/Athens.""")
        @Size(min = 1, max = 64)
        @ValidationRule(
            value = "self.matches('^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$')",
            message = "write the IANA name of a time zone, such as Europe/Athens or UTC")
        @Nullable String timezone,
    @JsonPropertyDescription(
            """
            Hours after which finished executions are deleted, 1 to 87600. Default: n8n's own, \
            336 (two weeks).""")
        @Min(1)
        @Max(87600)
        @Nullable Integer executionsMaxAgeHours,
    @JsonPropertyDescription(
            """
            Finished executions that are kept at most; 0 keeps any number. Default: n8n's own, \
            10000.""")
        @Min(0)
        @Max(10_000_000)
        @Nullable Integer executionsMaxCount,
    @JsonPropertyDescription(
            """
            Whether the customer may install community packages, which is code from npm that runs \
            inside n8n. Default: false.""")
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
