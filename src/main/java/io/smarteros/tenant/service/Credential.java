package io.smarteros.tenant.service;

import java.util.Arrays;
import java.util.Optional;

/** What a person may have replaced, by the annotation {@code smarteros.io/rotate} of a Tenant. */
public enum Credential {
  DATABASE_PASSWORD("database-password"),
  LOGIN("login"),
  API_KEY("api-key");

  private final String id;

  Credential(String id) {
    this.id = id;
  }

  /** The name in the annotation. */
  public String id() {
    return id;
  }

  public static Optional<Credential> of(String id) {
    return Arrays.stream(values()).filter(known -> known.id.equals(id)).findFirst();
  }
}
