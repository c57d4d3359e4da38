package io.smarteros.tenant.service.odoo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.smarteros.tenant.api.service.OdooSettings;
import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.api.tenantclass.Smtp.Tls;
import io.smarteros.tenant.record.ExternalRecord;
import io.smarteros.tenant.service.ContentChecksum;
import io.smarteros.tenant.service.Gate;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.testkit.blueprint.GoldenObjects;
import io.smarteros.tenant.testkit.blueprint.ObjectLint;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

final class OdooBlueprintTest {
  private static final GoldenObjects FILES = new GoldenObjects("odoo");
  private static final JsonMapper JSON = new JsonMapper();

  static List<OdooPlans> tenants() {
    return List.of(OdooPlans.usual(), OdooPlans.usual().suspended(), OdooPlans.everything());
  }

  @Test
  void usual_tenant() {
    FILES.assertMatch("usual", OdooPlans.usual().objects());
  }

  @Test
  void everything_that_a_class_and_a_tenant_can_ask_for() {
    FILES.assertMatch("full", OdooPlans.everything().objects());
  }

  @Test
  void suspended_tenant_keeps_everything_but_pods() {
    FILES.assertMatch("suspended", OdooPlans.usual().suspended().objects());
  }

  @ParameterizedTest
  @MethodSource("tenants")
  void a_reader_has_no_objection_to_any_object(OdooPlans plans) {
    assertThat(plans.objects())
        .allSatisfy(object -> assertThat(ObjectLint.complaints(object)).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("tenants")
  void no_secret_stands_outside_a_secret(OdooPlans plans) {
    assertThat(plans.objects().filter(object -> !(object instanceof Secret)))
        .allSatisfy(
            object ->
                assertThat(JSON.valueToTree(object).toString())
                    .doesNotContain(OdooPlans.SECRETS.values())
                    .doesNotContain(OdooPlans.MAIL_PASSWORD));
  }

  @ParameterizedTest
  @MethodSource("tenants")
  void data_stays_when_the_tenant_goes_and_the_rest_goes_with_it(OdooPlans plans) {
    assertThat(plans.objects())
        .allSatisfy(
            object ->
                assertThat(object.getMetadata().getOwnerReferences())
                    .hasSize(
                        object instanceof Secret || object instanceof PersistentVolumeClaim
                            ? 0
                            : 1));
  }

  @ParameterizedTest
  @MethodSource("tenants")
  void what_the_operator_sets_nobody_else_may_set(OdooPlans plans) {
    assertThat(configuration(plans).environment().keySet()).allMatch(OdooConfiguration::owns);
  }

  /** Odoo 19 lets variables replace what stands in its file. */
  @Test
  void what_the_operator_writes_into_the_file_no_variable_may_replace() {
    assertThat(odooConf(OdooPlans.everything()).lines())
        .filteredOn(line -> line.contains("="))
        .extracting(line -> "ODOO_" + line.substring(0, line.indexOf(' ')).toUpperCase(Locale.ROOT))
        .isNotEmpty()
        .allMatch(name -> OdooConfiguration.owns(name) || OdooMail.OWN_SERVER.test(name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ODOO_SMTP_SERVER", "ODOO_SMTP_PORT", "ODOO_EMAIL_FROM"})
  void a_tenants_variable_that_stands_for_its_own_mail_server_is_known(String variable) {
    assertThat(OdooMail.OWN_SERVER).accepts(variable).rejects("ODOO_LOG_LEVEL");
    assertThat(OdooConfiguration.owns(variable)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({"START_TLS, True", "NONE, False"})
  void mail_is_sent_as_the_class_says(Tls tls, String ssl) {
    OdooPlans plans = OdooPlans.usual().with(OdooPlans.mail(tls));

    assertThat(odooConf(plans))
        .contains("smtp_server = smtp.example.com\n", "smtp_ssl = %s\n".formatted(ssl))
        .contains("smtp_password = the-mail-password-of-the-class\n");
    assertThat(OdooMail.remark(plans.plan())).isEmpty();
    assertThat(checksum(plans)).isNotEqualTo(checksum(OdooPlans.usual()));
  }

  @Test
  void a_mail_server_that_odoo_cannot_use_gets_no_login_and_a_person_is_told() {
    OdooPlans plans = OdooPlans.usual().with(OdooPlans.mail(Tls.IMPLICIT));

    assertThat(odooConf(plans)).doesNotContain("smtp");
    assertThat(OdooMail.remark(plans.plan()))
        .hasValueSatisfying(remark -> assertThat(remark).contains("StartTLS"));
  }

  @Test
  void the_master_password_stands_nowhere_in_the_namespace() {
    assertThat(OdooPlans.everything().objects())
        .allSatisfy(
            object ->
                assertThat(JSON.valueToTree(object).toString())
                    .doesNotContain("the-master-password-of-acme"));
    assertThat(files(OdooPlans.everything()))
        .allSatisfy((_, content) -> assertThat(content).doesNotContain("the-master-password"));
  }

  @Test
  void what_the_web_pod_reads_has_no_password_of_the_administrator() {
    Deployment deployment = serving(OdooPlans.everything().plan());

    assertThat(deployment.getSpec().getTemplate().getSpec().getVolumes())
        .filteredOn(volume -> volume.getSecret() != null)
        .singleElement()
        .satisfies(
            volume ->
                assertThat(volume.getSecret().getItems())
                    .extracting(item -> item.getKey())
                    .containsExactlyInAnyOrder("ca.crt", "odoo.conf"));
  }

  @ParameterizedTest
  @CsvSource({
    "DISABLE, false, none",
    "REQUIRE, false, none",
    "VERIFY_FULL, false, /etc/ssl/certs/ca-certificates.crt",
    "VERIFY_CA, true, /etc/odoo/ca.crt",
    "VERIFY_FULL, true, /etc/odoo/ca.crt"
  })
  void the_certificate_of_the_server_is_checked_where_the_class_says_so(
      SslMode sslMode, boolean authority, String expected) {
    OdooPlans plans =
        OdooPlans.usual()
            .withDatabase(
                OdooPlans.database(sslMode, authority ? Optional.of("pem") : Optional.empty(), 64));

    assertThat(configuration(plans).environment().getOrDefault("PGSSLROOTCERT", "none"))
        .isEqualTo(expected);
    assertThat(odooConf(plans)).contains("db_sslmode = %s\n".formatted(sslMode.value()));
  }

  @ParameterizedTest
  @CsvSource({"0, 64, 16", "0, 20, 10", "2, 64, 8", "6, 64, 4", "6, 5, 2"})
  void the_pools_of_an_old_and_a_new_pod_fit_into_the_limit_of_the_role(
      int workers, int connections, int pool) {
    OdooPlans plans =
        OdooPlans.usual()
            .withSettings(new OdooSettings(List.of(), null, null, null, workers))
            .withDatabase(OdooPlans.database(SslMode.DISABLE, Optional.empty(), connections));

    assertThat(odooConf(plans)).contains("db_maxconn = %d\n".formatted(pool));
  }

  @Test
  void websockets_have_a_port_of_their_own_where_there_are_workers() {
    assertThat(ports(OdooPlans.usual())).containsExactly(8069);
    assertThat(ports(OdooPlans.everything())).containsExactly(8069, 8072);
  }

  @Test
  void its_tables_are_brought_to_each_version_once_and_to_each_value_of_the_settings_once() {
    OdooPlans plans =
        OdooPlans.usual()
            .withSettings(new OdooSettings(List.of("crm", "contacts"), "el_GR", "GR", "EUR", 2));
    OdooPlans later = plans.withVersion("19.0-20260930");
    OdooPlans more =
        plans.withSettings(
            new OdooSettings(List.of("crm", "contacts", "sale"), "el_GR", "GR", "EUR", 2));

    assertThat(key(plans, "initialize")).isEqualTo("19.0-20260723");
    assertThat(key(later, "initialize")).isEqualTo("19.0-20260930");
    assertThat(key(later, "configure")).isEqualTo(key(plans, "configure"));
    assertThat(key(more, "initialize")).isEqualTo(key(plans, "initialize"));
    assertThat(key(more, "configure")).isNotEqualTo(key(plans, "configure"));
  }

  @Test
  void add_ons_of_the_class_are_copied_before_odoo_and_its_jobs_start() {
    OdooPlans plans = withAddons("2026-11-28");

    assertThat(pods(plans))
        .hasSize(3)
        .allSatisfy(
            pod -> {
              assertThat(pod.getInitContainers())
                  .extracting(Container::getImage)
                  .containsExactly("registry.example.com/odoo-addons:2026-11-28");
              assertThat(pod.getInitContainers().getFirst().getVolumeMounts().getFirst().getName())
                  .isEqualTo(mounted(pod.getContainers().getFirst(), "/mnt/class-addons"));
            });
    assertThat(odooConf(plans)).contains("addons_path = /mnt/extra-addons,/mnt/class-addons\n");
    assertThat(pods(OdooPlans.usual())).allMatch(pod -> pod.getInitContainers().isEmpty());
  }

  @ParameterizedTest
  @ValueSource(strings = {"initialize", "configure"})
  void other_add_ons_run_the_job_again(String run) {
    assertThat(key(withAddons("1"), run)).isEqualTo(key(withAddons("1"), run));
    assertThat(key(withAddons("2"), run)).isNotEqualTo(key(withAddons("1"), run));
  }

  private static OdooPlans withAddons(String tag) {
    return OdooPlans.usual()
        .withClass(
            "baseDomain: example.com\nservices: {odoo: {addonsImage: 'registry.example.com/odoo-addons:%s'}}"
                .formatted(tag));
  }

  /** Of the Deployment and of both Jobs. */
  private static List<PodSpec> pods(OdooPlans plans) {
    return plans
        .objects()
        .flatMap(
            object ->
                switch (object) {
                  case Job job -> Stream.of(job.getSpec().getTemplate().getSpec());
                  case Deployment deployment ->
                      Stream.of(deployment.getSpec().getTemplate().getSpec());
                  default -> Stream.empty();
                })
        .distinct()
        .toList();
  }

  private static String mounted(Container container, String path) {
    return container.getVolumeMounts().stream()
        .filter(mount -> mount.getMountPath().equals(path))
        .map(VolumeMount::getName)
        .findFirst()
        .orElseThrow();
  }

  @Test
  void the_order_of_modules_and_one_that_is_named_twice_change_nothing() {
    OdooPlans plans = OdooPlans.everything();
    OdooPlans same =
        plans.withSettings(
            new OdooSettings(List.of("contacts", "crm", "crm"), "el_GR", "GR", "EUR", 2));

    assertThat(OdooBlueprint.of(same.plan())).isEqualTo(OdooBlueprint.of(plans.plan()));
  }

  @Test
  void more_modules_replace_no_pod_and_more_workers_do() {
    OdooPlans more =
        OdooPlans.usual()
            .withSettings(new OdooSettings(List.of("crm"), "el_GR", "GR", "EUR", null));
    OdooPlans workers =
        OdooPlans.usual().withSettings(new OdooSettings(List.of(), null, null, null, 2));

    assertThat(serving(more.plan())).isEqualTo(serving(OdooPlans.usual().plan()));
    assertThat(checksum(workers)).isNotEqualTo(checksum(OdooPlans.usual()));
  }

  @Test
  void the_administrator_stays_at_the_address_that_was_set_up() {
    ServicePlan later =
        OdooPlans.usual()
            .plan(
                OdooPlans.SECRETS,
                Map.of(OdooAdministrator.EXTERNAL, ExternalRecord.pending(OdooPlans.ADMINISTRATOR)),
                "new@acme.example");

    assertThat(OdooBlueprint.of(later)).isEqualTo(OdooBlueprint.of(OdooPlans.usual().plan()));
  }

  private static String key(OdooPlans plans, String run) {
    return OdooBlueprint.of(plans.plan()).stages().stream()
        .flatMap(stage -> stage.gates().stream())
        .filter(Gate.Completed.class::isInstance)
        .map(Gate.Completed.class::cast)
        .filter(completed -> completed.run().equals(run))
        .map(Gate.Completed::key)
        .findFirst()
        .orElseThrow();
  }

  private static List<Integer> ports(OdooPlans plans) {
    return plans
        .objects()
        .filter(Service.class::isInstance)
        .map(Service.class::cast)
        .filter(service -> service.getMetadata().getName().equals("odoo"))
        .flatMap(service -> service.getSpec().getPorts().stream())
        .map(ServicePort::getPort)
        .toList();
  }

  private static String odooConf(OdooPlans plans) {
    return files(plans).getOrDefault("odoo.conf", "");
  }

  private static Map<String, String> files(OdooPlans plans) {
    return configuration(plans).files();
  }

  private static OdooConfiguration configuration(OdooPlans plans) {
    return new OdooConfiguration(plans.plan(), OdooOptions.of(plans.plan().service().spec()));
  }

  private static String checksum(OdooPlans plans) {
    return serving(plans.plan())
        .getSpec()
        .getTemplate()
        .getMetadata()
        .getAnnotations()
        .getOrDefault(ContentChecksum.ANNOTATION, "none");
  }

  private static Deployment serving(ServicePlan plan) {
    return OdooBlueprint.of(plan).stages().getLast().objects().stream()
        .filter(Deployment.class::isInstance)
        .map(Deployment.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
