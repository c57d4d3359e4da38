package io.smarteros.tenant.api;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.smarteros.tenant.api.schema.ApiType;
import org.jspecify.annotations.Nullable;

/** Connections between the tenant's applications. */
@ApiType
public record Integrations(
    @JsonPropertyDescription("Events of Chatwoot start workflows in n8n.")
        @Nullable Integration chatwootToN8n,
    @JsonPropertyDescription("A Botpress bot answers first in Chatwoot.")
        @Nullable Integration botpressOnChatwoot,
    @JsonPropertyDescription("n8n gets a credential for the tenant's Odoo.")
        @Nullable Integration odooToN8n,
    @JsonPropertyDescription(
            """
            n8n gets a Supabase credential that can read this tenant's rows only, never the \
            service key.""")
        @Nullable Integration supabaseInN8n) {

  public static Integrations none() {
    return new Integrations(null, null, null, null);
  }

  /** One connection; if it is there, it is wanted, unless {@code enabled} is false. */
  // isEnabled() would otherwise be written in place of enabled(), and an absent one become true
  @JsonAutoDetect(isGetterVisibility = Visibility.NONE)
  @ApiType
  public record Integration(
      @JsonPropertyDescription("Whether the two applications are connected. Default: true.")
          @Nullable Boolean enabled) {
    public boolean isEnabled() {
      return !Boolean.FALSE.equals(enabled);
    }
  }
}
