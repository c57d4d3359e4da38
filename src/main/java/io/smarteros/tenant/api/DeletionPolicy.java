package io.smarteros.tenant.api;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What happens to a tenant's data when the Tenant is deleted. */
public enum DeletionPolicy {
  /** Data stays: volumes, databases, namespace, record; the row becomes suspended. */
  @JsonProperty("Retain")
  RETAIN,
  /** Data goes, but only with the annotation {@code smarteros.io/confirm-delete: <name>}. */
  @JsonProperty("Delete")
  DELETE
}
