package io.smarteros.tenant.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The real Odoo, from the first manifest to the last trace. */
@AcceptanceTest
final class OdooAcceptanceTest {
  private final RealPlatform platform;

  OdooAcceptanceTest(RealPlatform platform) {
    this.platform = platform;
  }

  @Test
  void the_administrator_finds_the_modules_also_after_a_suspension_and_nothing_after_the_end() {
    AcceptedTenant tenant = new AcceptedTenant(platform, "globex");
    OdooPages odoo = new OdooPages(tenant.namespace(), tenant.database("odoo"));

    tenant.apply("{odoo: {settings: {modules: [contacts]}}}");
    tenant.awaitReady();
    assertThat(odoo.modules(tenant.secret("odoo-login"))).contains("contacts");
    assertThat(tenant.hasVolume()).isTrue();

    tenant.suspend();
    assertThat(tenant.hasDatabase("odoo")).isTrue();

    tenant.resume();
    assertThat(odoo.modules(tenant.secret("odoo-login"))).contains("contacts");

    tenant.apply("{odoo: {settings: {modules: [contacts, crm]}}}");
    tenant.awaitReady();
    assertThat(odoo.modules(tenant.secret("odoo-login"))).contains("contacts", "crm");

    tenant.destroy();
    tenant.assertNothingIsLeftOf("odoo");
  }
}
