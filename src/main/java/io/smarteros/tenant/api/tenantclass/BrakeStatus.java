package io.smarteros.tenant.api.tenantclass;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.smarteros.tenant.api.schema.ApiType;
import java.util.List;

/** Why the rows of the class are not followed, and since when. */
@ApiType
public record BrakeStatus(
    @JsonPropertyDescription(
            """
            ManyChanges, EmptyTable, MissingRows, OlderRows or OtherDatabase. More words may come.""")
        @Required
        @Size(max = 63)
        String cause,
    @JsonPropertyDescription(
            """
            With this value, the annotation smarteros.io/release-brake lets the rows be followed \
            again.""")
        @Required
        @Size(max = 63)
        String token,
    @JsonPropertyDescription("When the first change of a row was held.") @Required @Size(max = 40)
        String since,
    @JsonPropertyDescription("Number of tenants with a row that is not followed.") @Min(0)
        int waiting,
    @JsonPropertyDescription("Names of these tenants, at most 20 of them.") @Size(max = 20)
        List<@Size(min = 1, max = 40) String> tenants) {

  /** In the list of tenants. */
  public static final int MOST_NAMES = 20;

  public BrakeStatus {
    tenants = tenants == null ? List.of() : List.copyOf(tenants);
  }
}
