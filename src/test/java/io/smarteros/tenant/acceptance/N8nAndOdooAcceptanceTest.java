package io.smarteros.tenant.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** Two real applications of one tenant, one of them with workers. */
@AcceptanceTest
final class N8nAndOdooAcceptanceTest {
  private static final String BOTH = "{n8n: {}, odoo: {settings: {workers: 2}}}";
  private static final String WEBHOOK = "both";
  private static final String FILE = "kept.txt";
  private static final String TEXT = "two applications";

  private final AcceptedTenant hooli;
  private final N8nPages n8n;
  private final OdooPages odoo;

  N8nAndOdooAcceptanceTest(RealPlatform platform) {
    this.hooli = new AcceptedTenant(platform, "hooli");
    this.n8n = N8nPages.regular(hooli.namespace());
    this.odoo = new OdooPages(hooli.namespace(), hooli.database("odoo"));
  }

  @Test
  @Order(1)
  void both_are_ready_with_one_manifest() {
    hooli.apply(BOTH);
    hooli.awaitReady();

    n8n.echoAt(WEBHOOK, n8n.apiKey(n8n.logIn(hooli.secret("n8n-login"))));
    odoo.attach(odooSession(), FILE, TEXT);
    assertBothHaveTheirData();
  }

  @Test
  @Order(2)
  void odoo_with_workers_opens_websockets_at_their_port() {
    odoo.awaitWebsocket(odooSession());
  }

  @Test
  @Order(3)
  void after_a_suspension_both_have_their_data() {
    hooli.suspend();
    assertThat(hooli.hasDatabase("n8n")).isTrue();
    assertThat(hooli.hasDatabase("odoo")).isTrue();
    assertThat(hooli.hasVolume()).isTrue();

    hooli.resume();
    assertBothHaveTheirData();
  }

  @Test
  @Order(4)
  void a_confirmed_deletion_leaves_nothing_of_both() {
    hooli.destroy();
    hooli.assertNothingIsLeftOf("n8n");
    hooli.assertNothingIsLeftOf("odoo");
  }

  private String odooSession() {
    return odoo.logIn(hooli.secret("odoo-login"));
  }

  private void assertBothHaveTheirData() {
    n8n.awaitEchoAt(WEBHOOK);
    assertThat(odoo.attached(odooSession(), FILE)).isEqualTo(TEXT);
  }
}
