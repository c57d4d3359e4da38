package io.smarteros.tenant.api.tenantclass;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.smarteros.tenant.api.schema.ApiType;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How fast a change that nobody asked of a single tenant reaches the tenants of a class. */
@ApiType
public record Rollout(
    @JsonPropertyDescription(
            """
            Number of tenants that are changed at a time, 1 to 1000: the next one has its turn when \
            one of them is ready again, or has failed. Default: 1.""")
        @Min(1)
        @Max(1000)
        @Nullable Integer maxUnavailable,
    @JsonPropertyDescription(
            """
            Number of failed tenants at which the roll-out halts, 1 to 1000. A tenant has failed \
            when it is Stalled, or not ready by the deadline. Default: 1.""")
        @Min(1)
        @Max(1000)
        @Nullable Integer haltAfterFailures,
    @JsonPropertyDescription(
            """
            Seconds after which a tenant that is not ready again has failed, 60 to 86400. Default: \
            600.""")
        @Min(60)
        @Max(86_400)
        @Nullable Integer progressDeadlineSeconds,
    @JsonPropertyDescription(
            """
            Tenants that have their turn first. The others follow when all of these are ready; if \
            one of these fails, the roll-out halts. Default: none.""")
        @Nullable Canary canary) {

  private static final int ONE = 1;
  private static final Duration PROGRESS_DEADLINE = Duration.ofMinutes(10);

  public int tenantsAtATime() {
    return Optional.ofNullable(maxUnavailable).orElse(ONE);
  }

  public int failuresToHaltAt() {
    return Optional.ofNullable(haltAfterFailures).orElse(ONE);
  }

  public Duration progressDeadline() {
    return Optional.ofNullable(progressDeadlineSeconds)
        .map(Duration::ofSeconds)
        .orElse(PROGRESS_DEADLINE);
  }

  /** Which tenants are the first ones: those by name, and the share. */
  @ApiType
  public record Canary(
      @JsonPropertyDescription(
              """
            Names of Tenants of the class, at most 100. One that does not exist is passed over. \
            Default: none. Example: [acme].""")
          @Size(max = 100)
          List<@Size(min = 1, max = 40) @Pattern("^[a-z]([a-z0-9-]*[a-z0-9])?$") String> tenants,
      @JsonPropertyDescription(
              """
            Share of the tenants of the class, in percent, 1 to 100: the first ones by name, at least \
            one. Default: none.""")
          @Min(1)
          @Max(100)
          @Nullable Integer percent) {
    public Canary {
      tenants = tenants == null ? List.of() : List.copyOf(tenants);
    }
  }
}
