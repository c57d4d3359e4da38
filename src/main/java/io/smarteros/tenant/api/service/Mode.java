package io.smarteros.tenant.api.service;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** How a tenant gets an application. */
public enum Mode {
  /** A workload and a database of the tenant's own. */
  @JsonProperty("Dedicated")
  DEDICATED,
  /** An account inside an instance that the platform team runs. */
  @JsonProperty("Shared")
  SHARED,
  /** A value of a newer version of the operator. */
  @JsonEnumDefaultValue
  @JsonIgnore
  UNKNOWN
}
