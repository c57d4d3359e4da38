package io.smarteros.tenant.api;

import org.jspecify.annotations.Nullable;

/** Wiring between the tenant's applications. */
public record Integrations(
    @Nullable Integration chatwootToN8n,
    @Nullable Integration botpressOnChatwoot,
    @Nullable Integration odooToN8n,
    @Nullable Integration supabaseInN8n) {

  public static Integrations none() {
    return new Integrations(null, null, null, null);
  }

  /** One wire; present means wanted unless it says {@code enabled: false}. */
  public record Integration(@Nullable Boolean enabled) {
    public boolean isEnabled() {
      return !Boolean.FALSE.equals(enabled);
    }
  }
}
