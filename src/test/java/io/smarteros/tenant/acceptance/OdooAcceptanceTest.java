package io.smarteros.tenant.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.acceptance.OdooPages.Company;
import io.smarteros.tenant.api.Reason;
import java.util.Map;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The real Odoo, from the first manifest to the last trace. */
@AcceptanceTest
final class OdooAcceptanceTest {
  private static final String ODOO = "{odoo: {settings: {modules: [contacts]}}}";
  private static final String ODOO_WITH_UNKNOWN_MODULE =
      "{odoo: {settings: {modules: [contacts, cmr]}}}";
  private static final String GREEK_ODOO_WITH_CRM =
      """
      {odoo: {settings: {
        modules: [contacts, crm], country: GR, currency: EUR, language: el_GR}}}""";
  private static final String NEWER_ODOO =
      """
      {odoo: {version: 19.0-20260723, settings: {
        modules: [contacts, crm], country: GR, currency: EUR, language: el_GR}}}""";
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
  void the_account_that_every_odoo_begins_with_is_denied() {
    assertThat(odoo.denies("admin", "admin")).isTrue();
  }

  @Test
  @Order(3)
  void it_keeps_the_contract_of_its_stand_in() {
    Map<String, String> login = globex.secret(LOGIN_SECRET);
    Contract.ODOO.assertKept(
        "-Dodoo.real.url=" + odoo.url(),
        "-Dodoo.real.database=" + globex.database("odoo"),
        "-Dodoo.real.login=" + login.get("username"),
        "-Dodoo.real.password=" + login.get("password"));
  }

  @Test
  @Order(4)
  void after_a_suspension_the_file_is_there() {
    globex.suspend();
    assertThat(globex.hasDatabase("odoo")).isTrue();
    assertThat(globex.hasVolume()).isTrue();

    globex.resume();
    assertFileIsThere();
  }

  @Test
  @Order(5)
  void an_unknown_module_is_told_after_one_try_and_odoo_serves() {
    globex.apply(ODOO_WITH_UNKNOWN_MODULE);
    globex.awaitReason("OdooReady", Reason.JOB_FAILED.id());

    assertThat(globex.message("OdooReady"))
        .contains("This Odoo has no module cmr. Correct settings.modules");
    assertThat(globex.triesOfFailedJobs()).as("tries of the Job").isEqualTo(1);
    assertFileIsThere();
  }

  @Test
  @Order(6)
  void other_settings_come_to_the_company_and_its_administrator() {
    globex.apply(GREEK_ODOO_WITH_CRM);
    globex.awaitReady();

    String session = logIn();
    assertThat(odoo.modules(session)).contains("contacts", "crm");
    assertThat(odoo.company(session)).isEqualTo(new Company("GR", "EUR", "el_GR"));
    assertThat(odoo.language(session)).isEqualTo("el_GR");
    assertFileIsThere();
  }

  @Test
  @Order(7)
  void a_newer_version_updates_the_database_and_has_the_file() {
    globex.apply(NEWER_ODOO);
    globex.awaitReady();

    assertThat(globex.pods().images()).containsExactly("odoo:19.0-20260723");
    assertThat(odoo.modules(logIn())).contains("contacts", "crm");
    assertFileIsThere();
  }

  @Test
  @Order(8)
  void after_a_restart_other_pods_have_the_file() {
    globex.restart();
    assertFileIsThere();
  }

  @Test
  @Order(9)
  void with_another_password_of_the_database_the_file_is_there() {
    String old = globex.secret("odoo").getOrDefault("odoo.conf", "");

    globex.rotateWithPods("odoo/database-password@1");

    assertThat(globex.secret("odoo").get("odoo.conf")).isNotEqualTo(old);
    assertFileIsThere();
  }

  @Test
  @Order(10)
  void a_login_that_is_the_customers_is_not_replaced() {
    Map<String, String> login = globex.secret(LOGIN_SECRET);

    globex.rotate("odoo/login@1");

    assertThat(globex.event("RotationRefused")).contains("odoo/login@1");
    assertThat(globex.secret(LOGIN_SECRET)).isEqualTo(login);
    assertFileIsThere();
  }

  @Test
  @Order(11)
  void deleted_and_applied_again_the_file_is_there() {
    globex.delete();
    assertThat(globex.hasDatabase("odoo")).isTrue();
    assertThat(globex.hasVolume()).isTrue();

    globex.apply(NEWER_ODOO);
    globex.awaitReady();
    assertFileIsThere();
  }

  @Test
  @Order(12)
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
