package io.smarteros.tenant.system.application;

import static io.smarteros.tenant.testkit.platform.Scene.namespace;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus.ServiceStatus;
import io.smarteros.tenant.local.odoo.OdooStandIn;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.Remains;
import io.smarteros.tenant.testkit.platform.Scene;
import io.smarteros.tenant.testkit.platform.SharedPlatformTest;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The whole life of a tenant with Odoo. */
@SharedPlatformTest
final class OdooTest {
  private static final String TENANT = "erp";
  private static final String DATABASE = "t_erp_odoo";
  private static final String CRM = "services: {odoo: {settings: {modules: [crm], country: GR}}}";

  private final Platform platform;
  private final Scene scene;
  private final Remains remains;
  private final OdooStandIn odoo;

  OdooTest(Platform platform) {
    this.platform = platform;
    this.scene = new Scene(platform);
    this.remains = new Remains(platform);
    this.odoo = platform.applications().odoo();
  }

  @AfterEach
  void leave() {
    scene.close();
  }

  @Test
  void it_comes_up_is_suspended_kept_revived_and_destroyed() {
    scene.tenant(TENANT, CRM);
    ServiceStatus status = odoo(platform.awaitReady(TENANT));
    assertThat(status.externalId()).isEqualTo(DATABASE);
    assertThat(status.url()).isEqualTo("http://odoo-erp.tenants.example.com");
    assertThat(odoo.modules(namespace(TENANT))).contains("base", "crm");
    assertThat(jobs()).as("Jobs that have done their work").isEmpty();
    Map<String, String> login = scene.secret(TENANT, "odoo-login");
    assertThat(login).containsEntry("username", "it@erp.example");

    scene.tenant(TENANT, "suspended: true", CRM);
    platform.awaitReason(TENANT, "Ready", "Suspended");
    assertThat(scene.pods(TENANT)).isEmpty();

    scene.tenant(TENANT, CRM);
    platform.awaitReady(TENANT);
    platform.deleteTenant(TENANT);
    remains.assertNothingRuns(TENANT);
    assertThat(remains.postgres().seesDatabase(DATABASE)).isTrue();

    scene.tenant(TENANT, "deletionPolicy: Delete", CRM);
    assertThat(odoo(platform.awaitReady(TENANT)).externalId()).isEqualTo(DATABASE);
    assertThat(scene.secret(TENANT, "odoo-login")).isEqualTo(login);
    assertThat(odoo.modules(namespace(TENANT))).contains("crm");

    platform.confirmDeletion(TENANT);
    platform.deleteTenant(TENANT);
    assertThat(remains.postgres().seesDatabase(DATABASE)).isFalse();
    assertThat(remains.postgres().seesRole(DATABASE)).isFalse();
  }

  @Test
  void modules_come_beside_the_pod_that_serves_and_stay_when_they_leave_the_list() {
    scene.tenant("erp-modules", "services: {odoo: {settings: {modules: [crm]}}}");
    platform.awaitReady("erp-modules");
    Set<String> pods = scene.pods("erp-modules");

    scene.tenant("erp-modules", "services: {odoo: {settings: {modules: [sale]}}}");
    Await.until(
        "module sale to be installed",
        Platform.PATIENCE,
        () -> odoo.modules(namespace("erp-modules")).contains("sale"));

    Await.until(
        "the status to tell of module crm",
        Platform.PATIENCE,
        () -> message(platform.awaitReady("erp-modules")).contains("in Odoo: crm"));
    assertThat(scene.pods("erp-modules")).isEqualTo(pods);
    assertThat(odoo.modules(namespace("erp-modules"))).contains("crm");
  }

  /** What runs beside the Job would lose its database, and the Job too, if it has just started. */
  @Test
  void a_password_is_replaced_by_itself_once_the_job_that_adds_a_module_has_ended() {
    String tenant = "erp-rotation";
    String tenantClass = "className: erp-plan";
    scene.tenantClass("erp-plan", "quota: {pods: \"2\"}");
    scene.tenant(tenant, tenantClass, "services: {odoo: {settings: {modules: [crm]}}}");
    platform.awaitReady(tenant);
    Set<String> pods = scene.pods(tenant);
    Map<String, String> before = scene.secret(tenant, "odoo");
    scene.tenantClass("erp-plan", "quota: {pods: \"1\"}");
    Await.until("no room for a Job", Platform.PATIENCE, () -> hasRoomFor("1", tenant));

    scene.tenant(tenant, tenantClass, "services: {odoo: {settings: {modules: [crm, sale]}}}");
    platform.awaitReason(tenant, "OdooReady", "WaitingForJob");
    scene.annotate(tenant, "rotate", "odoo/database-password@1");
    platform.lookAgain(tenant);
    assertThat(password(tenant)).isEqualTo(password(before));
    assertThat(scene.pods(tenant)).isEqualTo(pods);

    scene.tenantClass("erp-plan", "quota: {pods: \"2\"}");
    Await.until(
        "another password", Platform.PATIENCE, () -> !password(tenant).equals(password(before)));
    assertThat(platform.records().runs(tenant, "odoo"))
        .as("the Job that adds the module has ended")
        .hasEntrySatisfying("configure", run -> assertThat(run.completed()).isTrue());
    platform.lookAgain(tenant);
    platform.awaitReady(tenant);
    assertThat(odoo.modules(namespace(tenant))).contains("sale");
    assertThat(scene.pods(tenant)).hasSize(1).doesNotContainAnyElementsOf(pods);
  }

  private boolean hasRoomFor(String pods, String tenant) {
    return new Quantity(pods)
        .equals(
            platform
                .client()
                .resourceQuotas()
                .inNamespace(namespace(tenant))
                .withName("tenant")
                .require()
                .getSpec()
                .getHard()
                .get("pods"));
  }

  private String password(String tenant) {
    return password(scene.secret(tenant, "odoo"));
  }

  private static String password(Map<String, String> odoo) {
    return odoo.getOrDefault("odoo.conf", "")
        .lines()
        .filter(line -> line.startsWith("db_password"))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void a_version_comes_with_its_job_while_nothing_serves_and_there_is_no_way_back() {
    scene.tenant("erp-version", "services: {odoo: {version: 19.0-20260723}}");
    platform.awaitReady("erp-version");
    Set<String> pods = scene.pods("erp-version");

    scene.tenant("erp-version", "services: {odoo: {version: 19.0-20260930}}");
    Await.until(
        "the newer version to be Ready",
        Platform.PATIENCE,
        () -> Objects.equals(odoo(platform.awaitReady("erp-version")).version(), "19.0-20260930"));
    assertThat(scene.pods("erp-version")).doesNotContainAnyElementsOf(pods);

    scene.tenant("erp-version", "services: {odoo: {version: 19.0-20260723}}");
    platform.awaitReason("erp-version", "OdooReady", "VersionRefused");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "modules: [crm_does_not_exist] | This Odoo has no module crm_does_not_exist. Correct settings.modules",
        "language: xx_YY               | Odoo has no language xx_YY. Correct settings.language"
      })
  void what_odoo_does_not_know_fails_after_one_try_and_a_correction_runs_by_itself(
      String setting, String words) {
    scene.tenant("erp-typo", "services: {n8n: {}, odoo: {settings: {%s}}}".formatted(setting));

    assertThat(message(platform.awaitReason("erp-typo", "OdooReady", "JobFailed"))).contains(words);
    assertThat(podsOf("erp-typo", "configure")).hasSize(1);
    platform.awaitReason("erp-typo", "N8nReady", "Ready");

    scene.tenant("erp-typo", "services: {n8n: {}, odoo: {settings: {modules: [crm]}}}");
    platform.awaitReady("erp-typo");
  }

  private List<Pod> podsOf(String tenant, String run) {
    return platform
        .client()
        .pods()
        .inNamespace(namespace(tenant))
        .withLabel("app.kubernetes.io/component", run)
        .list()
        .getItems();
  }

  private List<String> jobs() {
    return platform
        .client()
        .batch()
        .v1()
        .jobs()
        .inNamespace(namespace(TENANT))
        .list()
        .getItems()
        .stream()
        .map(job -> job.getMetadata().getName())
        .toList();
  }

  private static String message(Tenant tenant) {
    return tenant.getStatus().conditions().stream()
        .filter(condition -> condition.type().equals("OdooReady"))
        .map(condition -> condition.message())
        .findFirst()
        .orElseThrow();
  }

  private static ServiceStatus odoo(Tenant tenant) {
    return tenant.getStatus().services().stream()
        .filter(service -> service.name().equals("odoo"))
        .findFirst()
        .orElseThrow();
  }
}
