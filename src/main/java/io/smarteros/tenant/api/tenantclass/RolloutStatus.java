package io.smarteros.tenant.api.tenantclass;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.smarteros.tenant.api.schema.ApiType;
import java.util.List;

/** How the roll-out of a class stands. */
@ApiType
public record RolloutStatus(
    @JsonPropertyDescription(
            """
            Complete: no tenant waits. Canary: the first tenants have their turn. Progressing: the \
            others have their turn. Halted: too many have failed.""")
        Phase phase,
    @JsonPropertyDescription("Number of tenants that wait for their turn.") @Min(0) int waiting,
    @JsonPropertyDescription("Tenants that have their turn, at most 20 of them.") @Size(max = 20)
        List<@Size(min = 1, max = 40) String> changing,
    @JsonPropertyDescription("Tenants that had their turn and are not ready, at most 20 of them.")
        @Size(max = 20)
        List<FailedTenant> failed) {

  /** Of either list. */
  public static final int MOST_NAMES = 20;

  public RolloutStatus {
    changing = changing == null ? List.of() : List.copyOf(changing);
    failed = failed == null ? List.of() : List.copyOf(failed);
  }

  /** How far it is. */
  public enum Phase {
    @JsonProperty("Complete")
    COMPLETE,
    @JsonProperty("Canary")
    CANARY,
    @JsonProperty("Progressing")
    PROGRESSING,
    @JsonProperty("Halted")
    HALTED,
    /** A value of a newer version of the operator. */
    @JsonEnumDefaultValue
    @JsonIgnore
    UNKNOWN
  }

  /** A tenant that had its turn and is not ready. */
  @ApiType
  public record FailedTenant(
      @JsonPropertyDescription("Name of the Tenant.") @Required @Size(max = 40) String name,
      @JsonPropertyDescription(
              """
            When it had its turn. With this value, the annotation smarteros.io/resume-rollout \
            accepts its failure, and those before.""")
          @Required
          @Size(max = 40)
          String since,
      @JsonPropertyDescription("Why it is not ready.") @Size(max = 1024) String message) {}
}
