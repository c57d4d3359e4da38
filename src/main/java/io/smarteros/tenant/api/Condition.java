package io.smarteros.tenant.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A condition by the Kubernetes API conventions. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Condition(
    @JsonPropertyDescription("Type of the condition, such as Ready or N8nReady.")
        @Required
        @Size(min = 1, max = 316)
        String type,
    @JsonPropertyDescription("True, False or Unknown.") @Required Status status,
    @JsonPropertyDescription("The metadata.generation that the condition is about.")
        @Required
        @Min(0)
        long observedGeneration,
    @JsonPropertyDescription("When the status changed last, in RFC 3339.") @Required @Size(max = 64)
        String lastTransitionTime,
    @JsonPropertyDescription(
            """
            Why, in one word. The list of reasons in docs/api.md says what each one means \
            and what to do.""")
        @Required
        @Size(min = 1, max = 128)
        String reason,
    @JsonPropertyDescription("Why, in a sentence, and what to do.") @Required @Size(max = 4096)
        String message) {

  /** Whether it is True. */
  public boolean holds() {
    return status == Status.TRUE;
  }

  /** Whether the condition holds. */
  public enum Status {
    @JsonProperty("True")
    TRUE,
    @JsonProperty("False")
    FALSE,
    @JsonEnumDefaultValue
    @JsonProperty("Unknown")
    UNKNOWN
  }
}
