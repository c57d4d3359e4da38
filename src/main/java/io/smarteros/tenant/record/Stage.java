package io.smarteros.tenant.record;

import com.fasterxml.jackson.annotation.JsonProperty;

/** How far something that will hold data has come. */
public enum Stage {
  /** Intended: it may or may not exist, and making it is safe. */
  @JsonProperty("planned")
  PLANNED,
  /** It existed. When it is gone now, data was lost: it is never made again, empty, by itself. */
  @JsonProperty("made")
  MADE
}
