package io.smarteros.tenant.api.tenantclass;

import com.fasterxml.jackson.annotation.JsonClassDescription;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.schema.ApiType;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The state of the class. It can be erased without loss. */
@JsonClassDescription(
    """
            State of the class. Only the operator writes it. It can be erased without loss.""")
@ApiType
public record TenantClassStatus(
    @JsonPropertyDescription(
            """
            The metadata.generation that this status is about. If it is lower than \
            metadata.generation, or -1, the operator has not looked at the latest change yet.""")
        @Min(-1)
        @Nullable Long observedGeneration,
    @JsonPropertyDescription(
            """
            State by the rules of kstatus: Ready, Reconciling, Stalled, and SecretsFound, \
            DatabaseReachable and RoutingFound for what the class names, RowsFollowed, and \
            RolledOut for a class with spec.rollout.""")
        @Size(max = 32)
        List<Condition> conditions,
    @JsonPropertyDescription("The Tenants of the class, by the status of their conditions.")
        @Nullable Tenants tenants,
    @JsonPropertyDescription("How the roll-out stands. Absent without spec.rollout.")
        @Nullable RolloutStatus rollout,
    @JsonPropertyDescription(
            """
            Why what the rows in Supabase demand is not done. Absent while the rows are \
            followed.""")
        @Nullable BrakeStatus brake) {

  public TenantClassStatus {
    conditions = conditions == null ? List.of() : List.copyOf(conditions);
  }

  public Optional<Condition> condition(ConditionType type) {
    return condition(type.id());
  }

  public Optional<Condition> condition(String type) {
    return conditions.stream().filter(condition -> condition.type().equals(type)).findFirst();
  }

  /** Whether the condition is there, and is True. */
  public boolean holds(ConditionType type) {
    return condition(type).filter(Condition::holds).isPresent();
  }

  /** How many Tenants of the class there are in each state. */
  @ApiType
  public record Tenants(
      @JsonPropertyDescription("Number of Tenants that are placed in the class or name it.") @Min(0)
          int total,
      @JsonPropertyDescription("Those of which Ready is True, suspended ones among them.") @Min(0)
          int ready,
      @JsonPropertyDescription("Those of which Reconciling is True.") @Min(0) int reconciling,
      @JsonPropertyDescription("Those of which Stalled is True: only a person helps.") @Min(0)
          int stalled,
      @JsonPropertyDescription("Those of which Suspended is True.") @Min(0) int suspended) {
    public static final Tenants NONE = new Tenants(0, 0, 0, 0, 0);
  }
}
