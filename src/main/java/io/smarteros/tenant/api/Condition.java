package io.smarteros.tenant.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** A condition by the Kubernetes API conventions. */
public record Condition(
    String type,
    Status status,
    long observedGeneration,
    String lastTransitionTime,
    String reason,
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
