package io.smarteros.tenant.api.tenantclass;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.smarteros.tenant.api.schema.ApiType;
import io.smarteros.tenant.api.service.ServiceName;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Defaults of the applications, by application. */
@ApiType
public record ClassServices(
    @JsonPropertyDescription("Defaults for Chatwoot.") @Nullable ClassChatwoot chatwoot,
    @JsonPropertyDescription("Defaults for Botpress.") @Nullable ClassBotpress botpress,
    @JsonPropertyDescription("Defaults for n8n.") @Nullable ClassN8n n8n,
    @JsonPropertyDescription("Defaults for Odoo.") @Nullable ClassOdoo odoo) {

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

  /** The Secret with the licence of an application that has one. */
  public Optional<String> licenceSecret(ServiceName name) {
    return switch (name) {
      case N8N -> Optional.ofNullable(n8n).map(ClassN8n::licenceSecret);
      case CHATWOOT, BOTPRESS, ODOO -> Optional.empty();
    };
  }
}
