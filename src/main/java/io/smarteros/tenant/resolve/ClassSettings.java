package io.smarteros.tenant.resolve;

import io.smarteros.tenant.api.service.BotpressSpec;
import io.smarteros.tenant.api.service.ChatwootSpec;
import io.smarteros.tenant.api.service.N8nSpec;
import io.smarteros.tenant.api.service.OdooSpec;
import io.smarteros.tenant.api.service.ServiceSpec;
import io.smarteros.tenant.api.tenantclass.ClassBotpress;
import io.smarteros.tenant.api.tenantclass.ClassChatwoot;
import io.smarteros.tenant.api.tenantclass.ClassN8n;
import io.smarteros.tenant.api.tenantclass.ClassOdoo;
import io.smarteros.tenant.api.tenantclass.ClassServices;
import java.util.Optional;

/** The settings that a class gives to Tenants which do not set them, key by key. */
final class ClassSettings {
  private ClassSettings() {}

  static ServiceSpec merged(ServiceSpec spec, ClassServices ofClass) {
    return switch (spec) {
      case ChatwootSpec own ->
          Optional.ofNullable(ofClass.chatwoot())
              .map(ClassChatwoot::settings)
              .map(own::withDefaults)
              .orElse(own);
      case BotpressSpec own ->
          Optional.ofNullable(ofClass.botpress())
              .map(ClassBotpress::settings)
              .map(own::withDefaults)
              .orElse(own);
      case N8nSpec own ->
          Optional.ofNullable(ofClass.n8n())
              .map(ClassN8n::settings)
              .map(own::withDefaults)
              .orElse(own);
      case OdooSpec own ->
          Optional.ofNullable(ofClass.odoo())
              .map(ClassOdoo::settings)
              .map(own::withDefaults)
              .orElse(own);
    };
  }
}
