package io.smarteros.tenant.api;

import org.jspecify.annotations.Nullable;

/** Who owns the tenant's account in Supabase: exactly one of the three. */
public record Owner(@Nullable String email, @Nullable String userId, @Nullable Subject subject) {

  /** A user of another issuer of identities, such as Clerk. */
  public record Subject(String issuer, String id) {}
}
