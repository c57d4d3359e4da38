package io.smarteros.tenant.api;

import org.jspecify.annotations.Nullable;

/** One more environment variable for an application: a value, or a key of a Secret. */
public record EnvironmentVariable(
    String name, @Nullable String value, @Nullable SecretKey secretRef) {

  /** A key of a Secret in the tenant's namespace. */
  public record SecretKey(String name, String key) {}
}
