package io.smarteros.tenant.api.service;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Optional;

/** The applications that a tenant can have, in the order in which they are listed everywhere. */
public enum ServiceName {
  CHATWOOT("chatwoot", "Chatwoot"),
  BOTPRESS("botpress", "Botpress"),
  N8N("n8n", "N8n"),
  ODOO("odoo", "Odoo");

  private final String id;
  private final String conditionPrefix;

  ServiceName(String id, String conditionPrefix) {
    this.id = id;
    this.conditionPrefix = conditionPrefix;
  }

  /** The name in manifests, labels, object names and rows. */
  @JsonValue
  public String id() {
    return id;
  }

  /** The type of this service's condition, such as {@code N8nReady}. */
  public String conditionType() {
    return conditionPrefix + "Ready";
  }

  /** The Secret in the tenant's namespace with what a person logs in with: url and so on. */
  public String loginSecret() {
    return id + "-login";
  }

  public static Optional<ServiceName> of(String id) {
    return Arrays.stream(values()).filter(name -> name.id.equals(id)).findFirst();
  }

  @Override
  public String toString() {
    return id;
  }
}
