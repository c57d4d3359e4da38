package io.smarteros.tenant.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** From what the operator made a Tenant. */
public enum TenantSource {
  /** A row of {@code tenants} in Supabase, which decides name, domain and owner. */
  @JsonProperty("Database")
  DATABASE,
  /** A value of a newer version of the operator. */
  @JsonEnumDefaultValue
  @JsonIgnore
  UNKNOWN
}
