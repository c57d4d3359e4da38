package io.smarteros.tenant.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The real Odoo, from the first manifest to the last trace. */
@AcceptanceTest
final class OdooAcceptanceTest {
  private static final String ODOO = "{odoo: {settings: {modules: [contacts]}}}";
  private static final String ODOO_WITH_CRM = "{odoo: {settings: {modules: [contacts, crm]}}}";
  private static final String NEWER_ODOO =
      "{odoo: {version: 19.0-20260723, settings: {modules: [contacts, crm]}}}";
  private static final String LOGIN_SECRET = "odoo-login";
  private static final String FILE = "kept.txt";
  private static final String TEXT = "a year of work";

  private final AcceptedTenant globex;
  private final OdooPages odoo;

  OdooAcceptanceTest(RealPlatform platform) {
    this.globex = new AcceptedTenant(platform, "globex");
    this.odoo = new OdooPages(globex.namespace(), globex.database("odoo"));
  }

  @Test
  @Order(1)
  void the_administrator_finds_the_modules_and_attaches_a_file() {
    globex.apply(ODOO);
    globex.awaitReady();

    String session = logIn();
    assertThat(odoo.modules(session)).contains("contacts").doesNotContain("crm");
    odoo.attach(session, FILE, TEXT);
    assertFileIsThere();
  }

  @Test
  @Order(2)
  void after_a_suspension_the_file_is_there() {
    globex.suspend();
    assertThat(globex.hasDatabase("odoo")).isTrue();
    assertThat(globex.hasVolume()).isTrue();

    globex.resume();
    assertFileIsThere();
  }

  @Test
  @Order(3)
  void a_module_can_be_added_later() {
    globex.apply(ODOO_WITH_CRM);
    globex.awaitReady();
    assertThat(odoo.modules(logIn())).contains("contacts", "crm");
    assertFileIsThere();
  }

  @Test
  @Order(4)
  void a_newer_version_updates_the_database_and_has_the_file() {
    globex.apply(NEWER_ODOO);
    globex.awaitReady();

    assertThat(globex.pods().images()).containsExactly("odoo:19.0-20260723");
    assertThat(odoo.modules(logIn())).contains("contacts", "crm");
    assertFileIsThere();
  }

  @Test
  @Order(5)
  void after_a_restart_other_pods_have_the_file() {
    globex.restart();
    assertFileIsThere();
  }

  @Test
  @Order(6)
  void with_another_password_of_the_database_the_file_is_there() {
    String old = globex.secret("odoo").getOrDefault("odoo.conf", "");

    globex.rotateWithPods("odoo/database-password@1");

    assertThat(globex.secret("odoo").get("odoo.conf")).isNotEqualTo(old);
    assertFileIsThere();
  }

  @Test
  @Order(7)
  void a_login_that_is_the_customers_is_not_replaced() {
    Map<String, String> login = globex.secret(LOGIN_SECRET);

    globex.rotate("odoo/login@1");

    assertThat(globex.event("RotationRefused")).contains("odoo/login@1");
    assertThat(globex.secret(LOGIN_SECRET)).isEqualTo(login);
    assertFileIsThere();
  }

  @Test
  @Order(8)
  void deleted_and_applied_again_the_file_is_there() {
    globex.delete();
    assertThat(globex.hasDatabase("odoo")).isTrue();
    assertThat(globex.hasVolume()).isTrue();

    globex.apply(NEWER_ODOO);
    globex.awaitReady();
    assertFileIsThere();
  }

  @Test
  @Order(9)
  void a_confirmed_deletion_leaves_nothing() {
    globex.destroy();
    globex.assertNothingIsLeftOf("odoo");
  }

  private String logIn() {
    return odoo.logIn(globex.secret(LOGIN_SECRET));
  }

  private void assertFileIsThere() {
    assertThat(odoo.attached(logIn(), FILE)).isEqualTo(TEXT);
  }
}
