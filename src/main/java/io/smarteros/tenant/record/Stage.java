package io.smarteros.tenant.record;

import com.fasterxml.jackson.annotation.JsonProperty;

/** The stage of something that will contain data. */
public enum Stage {
  /** Planned: it may or may not exist, and creating it is safe. */
  @JsonProperty("planned")
  PLANNED,
  /**
   * It existed. If it is gone now, data was lost: it is never created again, empty, without a
   * person.
   */
  @JsonProperty("made")
  MADE
}
