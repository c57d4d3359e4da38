package io.smarteros.tenant.api;

import com.fasterxml.jackson.annotation.JsonEnumDefaultValue;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens to a tenant's data when the Tenant is deleted. */
public enum DeletionPolicy {
  /** Volumes, databases, namespace and record are kept; the row becomes suspended. */
  @JsonProperty("Retain")
  RETAIN,
  /**
   * The data is destroyed, but only with the annotation {@code smarteros.io/confirm-delete} for
   * this very Tenant.
   */
  @JsonProperty("Delete")
  DELETE,
  /** A value of a newer version of the operator. */
  @JsonEnumDefaultValue
  @JsonIgnore
  UNKNOWN
}
