package io.smarteros.tenant.api;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Defaults of the applications, by application. */
@ApiType
public record ClassServices(
    @NotSupportedYet @JsonPropertyDescription("Chatwoot's defaults.")
        @Nullable ClassService chatwoot,
    @NotSupportedYet @JsonPropertyDescription("Botpress's defaults.")
        @Nullable ClassService botpress,
    @JsonPropertyDescription("n8n's defaults.") @Nullable ClassService n8n,
    @NotSupportedYet @JsonPropertyDescription("Odoo's defaults.") @Nullable ClassService odoo) {

  public static ClassServices none() {
    return new ClassServices(null, null, null, null);
  }

  public Optional<ClassService> find(ServiceName name) {
    return Optional.ofNullable(
        switch (name) {
          case CHATWOOT -> chatwoot;
          case BOTPRESS -> botpress;
          case N8N -> n8n;
          case ODOO -> odoo;
        });
  }
}
