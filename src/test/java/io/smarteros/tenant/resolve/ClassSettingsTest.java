package io.smarteros.tenant.resolve;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.smarteros.tenant.api.service.BotpressSettings;
import io.smarteros.tenant.api.service.BotpressSpec;
import io.smarteros.tenant.api.service.ChatwootSettings;
import io.smarteros.tenant.api.service.ChatwootSpec;
import io.smarteros.tenant.api.service.N8nSettings;
import io.smarteros.tenant.api.service.N8nSettings.BinaryData;
import io.smarteros.tenant.api.service.N8nSettings.ExecutionMode;
import io.smarteros.tenant.api.service.N8nSettings.OwnerPassword;
import io.smarteros.tenant.api.service.N8nSpec;
import io.smarteros.tenant.api.service.OdooSettings;
import io.smarteros.tenant.api.service.OdooSpec;
import io.smarteros.tenant.api.service.ServiceSpec;
import io.smarteros.tenant.api.tenantclass.ClassServices;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import io.smarteros.tenant.testkit.Manifests;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ClassSettingsTest {

  @ParameterizedTest
  @MethodSource("specs")
  void each_setting_of_each_application_can_be_the_classs(ServiceSpec spec, ServiceSpec merged) {
    TenantClassSpec tenantClass =
        Manifests.tenantClass(
                "standard",
                """
                baseDomain: tenants.example.com
                services:
                  chatwoot: {settings: {locale: el}}
                  botpress: {settings: {language: el}}
                  n8n:
                    settings:
                      ownerPassword: Initial
                      binaryData: Database
                      timezone: Europe/Athens
                      executionsMaxAgeHours: 72
                      executionsMaxCount: 500
                      communityPackages: true
                      mode: Queue
                      workers: 3
                      metrics: true
                  odoo: {settings: {modules: [crm], language: el_GR, country: GR, currency: EUR, workers: 1}}
                """)
            .getSpec();

    assertThat(ClassSettings.merged(spec, tenantClass.services())).isEqualTo(merged);
    assertThat(ClassSettings.merged(merged, ClassServices.none())).isEqualTo(merged);
  }

  static Stream<Arguments> specs() {
    return Stream.of(
        arguments(chatwoot(null), chatwoot(new ChatwootSettings("el"))),
        arguments(chatwoot(new ChatwootSettings("en")), chatwoot(new ChatwootSettings("en"))),
        arguments(botpress(null), botpress(new BotpressSettings("el"))),
        arguments(botpress(new BotpressSettings("en")), botpress(new BotpressSettings("en"))),
        arguments(
            n8nSpec(new N8nSettings(null, null, null, null, null, null, null, null, null)),
            n8nSpec(
                new N8nSettings(
                    OwnerPassword.INITIAL,
                    BinaryData.DATABASE,
                    "Europe/Athens",
                    72,
                    500,
                    true,
                    ExecutionMode.QUEUE,
                    3,
                    true))),
        arguments(
            n8nSpec(
                new N8nSettings(
                    OwnerPassword.MANAGED,
                    BinaryData.VOLUME,
                    "UTC",
                    1,
                    0,
                    false,
                    ExecutionMode.REGULAR,
                    1,
                    false)),
            n8nSpec(
                new N8nSettings(
                    OwnerPassword.MANAGED,
                    BinaryData.VOLUME,
                    "UTC",
                    1,
                    0,
                    false,
                    ExecutionMode.REGULAR,
                    1,
                    false))),
        arguments(odoo(null), odoo(new OdooSettings(List.of("crm"), "el_GR", "GR", "EUR", 1))),
        arguments(
            odoo(new OdooSettings(List.of("stock"), "en_US", "CH", "CHF", 2)),
            odoo(new OdooSettings(List.of("stock"), "en_US", "CH", "CHF", 2))));
  }

  private static ServiceSpec chatwoot(@Nullable ChatwootSettings settings) {
    return new ChatwootSpec(null, null, null, null, null, null, null, null, List.of(), settings);
  }

  private static ServiceSpec botpress(@Nullable BotpressSettings settings) {
    return new BotpressSpec(null, null, null, null, null, null, null, List.of(), settings);
  }

  private static ServiceSpec n8nSpec(@Nullable N8nSettings settings) {
    return new N8nSpec(null, null, null, null, null, null, null, List.of(), settings);
  }

  private static ServiceSpec odoo(@Nullable OdooSettings settings) {
    return new OdooSpec(null, null, null, null, null, null, null, null, List.of(), settings);
  }
}
