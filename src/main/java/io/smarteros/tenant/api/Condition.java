package io.smarteros.tenant.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;

/** A condition by the Kubernetes API conventions. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Condition(
    @JsonPropertyDescription("What the condition is about, such as Ready or N8nReady.")
        @Required
        @Size(min = 1, max = 316)
        String type,
    @JsonPropertyDescription("Whether it holds: True, False, or Unknown.") @Required Status status,
    @JsonPropertyDescription("The metadata.generation that the condition was found for.")
        @Required
        @Min(0)
        long observedGeneration,
    @JsonPropertyDescription("When status last changed, RFC 3339.") @Required @Size(max = 64)
        String lastTransitionTime,
    @JsonPropertyDescription("Why, in one word; the table of reasons says what to do about each.")
        @Required
        @Size(min = 1, max = 128)
        String reason,
    @JsonPropertyDescription("Why, in one sentence for a person.") @Required @Size(max = 4096)
        String message) {

  /** Whether the condition holds. */
  public enum Status {
    @JsonProperty("True")
    TRUE,
    @JsonProperty("False")
    FALSE,
    @JsonProperty("Unknown")
    UNKNOWN
  }
}
