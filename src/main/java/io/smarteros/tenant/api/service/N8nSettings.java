package io.smarteros.tenant.api.service;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.smarteros.tenant.api.schema.ApiType;
import java.time.ZoneId;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What can be set in n8n. */
@ApiType
@ValidationRule(
    value =
        "!(has(self.mode) && self.mode == 'Queue' && has(self.binaryData) && self.binaryData == 'Volume')",
    message =
        "write binaryData: Database or ObjectStorage with mode: Queue, because workers cannot read the volume of another pod")
public record N8nSettings(
    @JsonPropertyDescription(
            """
            Who decides the password of the owner account. Managed: it is always the one in \
            the login Secret, even if somebody changes it in n8n. Initial: it is the one in \
            the login Secret at first; then the customer may change it, and the account \
            keeps its e-mail address too. Default: Managed.""")
        @Nullable OwnerPassword ownerPassword,
    @JsonPropertyDescription(
            """
            Where n8n keeps binary files of workflows. Database: in the tenant's database. \
            Volume: on a volume of size storage.size. ObjectStorage: in a bucket of the class's \
            objectStorage; n8n needs a licence for that, which the class names. A change does not \
            move files: earlier ones cannot be read until it is changed back. The volume is kept. \
            Default: Database.""")
        @Nullable BinaryData binaryData,
    @JsonPropertyDescription(
            """
            Time zone of schedules, as an IANA name. Default: UTC. Example: Europe/Athens.""")
        @Size(min = 1, max = 64)
        @ValidationRule(
            value = "self.matches('^[A-Za-z][A-Za-z0-9_+-]*(/[A-Za-z0-9_+-]+)*$')",
            message = "write the IANA name of a time zone, such as Europe/Athens or UTC")
        @Nullable String timezone,
    @JsonPropertyDescription(
            """
            Hours after which finished executions are deleted, 1 to 87600. Default: n8n's \
            own, 336 (two weeks).""")
        @Min(1)
        @Max(87600)
        @Nullable Integer executionsMaxAgeHours,
    @JsonPropertyDescription(
            """
            Maximum number of finished executions that are kept. 0 means no maximum. \
            Default: n8n's own, 10000.""")
        @Min(0)
        @Max(10_000_000)
        @Nullable Integer executionsMaxCount,
    @JsonPropertyDescription(
            """
            Whether the customer may install community packages. They are code from npm that \
            runs inside n8n. Default: false.""")
        @Nullable Boolean communityPackages,
    @JsonPropertyDescription(
            """
            Where workflows run. Regular: in n8n's one process. Queue: in workers, pods of their \
            own that take executions from a Redis of this n8n's own; another pod takes the \
            calls of webhooks. Needs binaryData: Database or ObjectStorage. Default: Regular.""")
        @Nullable ExecutionMode mode,
    @JsonPropertyDescription(
            """
            Number of workers, 1 to 10, each with the memory in resources. Has no effect with \
            mode: Regular. Default: 1.""")
        @Min(1)
        @Max(10)
        @Nullable Integer workers,
    @JsonPropertyDescription(
            """
            Whether each pod of n8n tells Prometheus its metrics, at /metrics on port 5678. That \
            path is not routed. Default: false.""")
        @Nullable Boolean metrics) {

  /**
   * A setting whose value this version of the operator does not know, if there is one: of a newer
   * one, or a time zone that there is not.
   */
  public Optional<String> unknownField() {
    if (ownerPassword == OwnerPassword.UNKNOWN) {
      return Optional.of("ownerPassword");
    }
    if (binaryData == BinaryData.UNKNOWN) {
      return Optional.of("binaryData");
    }
    if (mode == ExecutionMode.UNKNOWN) {
      return Optional.of("mode");
    }
    // n8n would start, and then run no schedule
    return timezone != null && !ZoneId.getAvailableZoneIds().contains(timezone)
        ? Optional.of("timezone")
        : Optional.empty();
  }

  /** These, and where one is absent the default. */
  public N8nSettings withDefaults(N8nSettings defaults) {
    return new N8nSettings(
        ownerPassword == null ? defaults.ownerPassword : ownerPassword,
        binaryData == null ? defaults.binaryData : binaryData,
        timezone == null ? defaults.timezone : timezone,
        executionsMaxAgeHours == null ? defaults.executionsMaxAgeHours : executionsMaxAgeHours,
        executionsMaxCount == null ? defaults.executionsMaxCount : executionsMaxCount,
        communityPackages == null ? defaults.communityPackages : communityPackages,
        mode == null ? defaults.mode : mode,
        workers == null ? defaults.workers : workers,
        metrics == null ? defaults.metrics : metrics);
  }

  /** Who decides the password of n8n's owner account. */
  public enum OwnerPassword {
    /** Always that of the login Secret. */
    @JsonProperty("Managed")
    MANAGED,
    /** Set once, then the customer's. */
    @JsonProperty("Initial")
    INITIAL,
    /** A value of a newer version of the operator. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
  }

  /** Where n8n keeps files that workflows handle. */
  public enum BinaryData {
    /** In the tenant's database; no volume is needed. */
    @JsonProperty("Database")
    DATABASE,
    /** On a volume of the service's storage size. */
    @JsonProperty("Volume")
    VOLUME,
    /** In a bucket of the class's object storage; n8n needs a licence for that. */
    @JsonProperty("ObjectStorage")
    OBJECT_STORAGE,
    /** A value of a newer version of the operator. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
  }

  /** Where workflows run. */
  public enum ExecutionMode {
    /** In the one process that also serves users. */
    @JsonProperty("Regular")
    REGULAR,
    /** In workers, which take them from a queue. */
    @JsonProperty("Queue")
    QUEUE,
    /** A value of a newer version of the operator. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
  }
}
