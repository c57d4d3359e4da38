package io.smarteros.tenant.service.botpress;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.record.ExternalRecord;
import io.smarteros.tenant.service.ContentChecksum;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.testkit.blueprint.GoldenObjects;
import io.smarteros.tenant.testkit.blueprint.ObjectLint;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

final class BotpressBlueprintTest {
  private static final GoldenObjects FILES = new GoldenObjects("botpress");
  private static final JsonMapper JSON = new JsonMapper();

  static List<BotpressPlans> tenants() {
    return List.of(
        BotpressPlans.usual(), BotpressPlans.usual().suspended(), BotpressPlans.everything());
  }

  @Test
  void usual_tenant() {
    FILES.assertMatch("usual", BotpressPlans.usual().objects());
  }

  @Test
  void everything_that_a_class_and_a_tenant_can_ask_for() {
    FILES.assertMatch("full", BotpressPlans.everything().objects());
  }

  @Test
  void suspended_tenant_keeps_everything_but_pods() {
    FILES.assertMatch("suspended", BotpressPlans.usual().suspended().objects());
  }

  @ParameterizedTest
  @MethodSource("tenants")
  void a_reader_has_no_objection_to_any_object(BotpressPlans plans) {
    assertThat(plans.objects())
        .allSatisfy(object -> assertThat(ObjectLint.complaints(object)).isEmpty());
  }

  @ParameterizedTest
  @MethodSource("tenants")
  void no_secret_stands_outside_a_secret(BotpressPlans plans) {
    assertThat(plans.objects().filter(object -> !(object instanceof Secret)))
        .allSatisfy(
            object ->
                assertThat(JSON.valueToTree(object).toString())
                    .doesNotContain(BotpressPlans.SECRETS.values()));
  }

  @ParameterizedTest
  @MethodSource("tenants")
  void data_stays_when_the_tenant_goes_and_the_rest_goes_with_it(BotpressPlans plans) {
    assertThat(plans.objects())
        .allSatisfy(
            object ->
                assertThat(object.getMetadata().getOwnerReferences())
                    .hasSize(object instanceof Secret ? 0 : 1));
  }

  @ParameterizedTest
  @MethodSource("tenants")
  void what_the_operator_sets_nobody_else_may_set(BotpressPlans plans) {
    assertThat(BotpressEnvironment.secret(plans.plan()).keySet())
        .allMatch(BotpressEnvironment::owns);
    assertThat(BotpressEnvironment.plain(plans.plan()).keySet())
        .filteredOn(name -> !BotpressEnvironment.owns(name))
        .as("where the site or the customer may know better")
        .containsExactlyInAnyOrder(
            "BP_ENABLED_MODULES",
            "BP_CONFIG_CONVERSE_ENABLEUNSECUREDENDPOINT",
            "BP_CONFIG_CONVERSE_MAXMESSAGELENGTH",
            "BP_CONFIG_CONVERSE_TIMEOUT",
            "BP_CONFIG_JWTTOKEN_DURATION");
  }

  @Test
  void the_pools_of_all_its_processes_fit_into_the_limit_of_its_role() {
    assertThat(pool(30)).isEqualTo("{\"min\":0,\"max\":5}");
    assertThat(pool(9)).isEqualTo("{\"min\":0,\"max\":3}");
    assertThat(pool(1)).isEqualTo("{\"min\":0,\"max\":1}");
  }

  private static String pool(int connections) {
    BotpressPlans plans =
        BotpressPlans.usual()
            .withDatabase(BotpressPlans.database(SslMode.DISABLE, connections, Optional.empty()));
    return BotpressEnvironment.plain(plans.plan()).getOrDefault("DATABASE_POOL", "");
  }

  @ParameterizedTest
  @CsvSource({
    "DISABLE, , ''",
    "REQUIRE, , ?ssl=no-verify",
    "VERIFY_CA, , ?ssl=true",
    "VERIFY_FULL, , ?ssl=true",
    "VERIFY_FULL, PEM, ?sslrootcert=/etc/smarteros/database/ca.crt"
  })
  void the_connection_to_the_database_is_encrypted_and_checked_as_the_class_says(
      SslMode sslMode, @Nullable String authority, String query) {
    BotpressPlans plans =
        BotpressPlans.usual()
            .withDatabase(BotpressPlans.database(sslMode, 30, Optional.ofNullable(authority)));

    assertThat(BotpressEnvironment.secret(plans.plan()))
        .containsEntry(
            "DATABASE_URL",
            "postgres://t_acme_botpress:the-database-password-of-acme@db.example.com:5432/t_acme_botpress"
                + query);
  }

  @Test
  void the_pod_reads_the_authority_of_the_database_from_a_secret() {
    BotpressPlans plans =
        BotpressPlans.usual()
            .withDatabase(BotpressPlans.database(SslMode.VERIFY_FULL, 30, Optional.of("PEM")));

    assertThat(plans.objects())
        .filteredOn(Secret.class::isInstance)
        .extracting(object -> object.getMetadata().getName())
        .contains("botpress-database");
    assertThat(plans.objects().filter(Deployment.class::isInstance).map(Deployment.class::cast))
        .singleElement()
        .extracting(deployment -> deployment.getSpec().getTemplate().getSpec())
        .satisfies(
            pod -> {
              assertThat(pod.getVolumes())
                  .anyMatch(
                      volume ->
                          volume.getSecret() != null
                              && volume.getSecret().getSecretName().equals("botpress-database"));
              assertThat(pod.getContainers().getFirst().getVolumeMounts())
                  .anyMatch(mount -> mount.getMountPath().equals("/etc/smarteros/database"));
            });
  }

  /** Botpress takes it from its environment once, so another one would only restart the pod. */
  @Test
  void the_administrator_stays_at_the_address_that_was_set_up() {
    ServicePlan later =
        BotpressPlans.usual()
            .plan(
                BotpressPlans.SECRETS,
                Map.of(
                    BotpressAdministrator.EXTERNAL,
                    ExternalRecord.pending(BotpressPlans.ADMINISTRATOR)),
                "new@acme.example");

    assertThat(BotpressBlueprint.of(later))
        .isEqualTo(BotpressBlueprint.of(BotpressPlans.usual().plan()));
  }

  @Test
  void pods_are_replaced_when_what_they_read_changes_and_only_then() {
    String usual = checksum(BotpressPlans.SECRETS);
    Map<String, String> changed = new TreeMap<>(BotpressPlans.SECRETS);
    changed.put(BotpressSecrets.APP_SECRET, "another");

    assertThat(checksum(BotpressPlans.SECRETS)).isEqualTo(usual);
    assertThat(checksum(changed)).isNotEqualTo(usual);
    assertThat(checksumWithAuthority("one")).isNotEqualTo(checksumWithAuthority("another"));
  }

  private static String checksumWithAuthority(String pem) {
    return checksum(
        BotpressPlans.usual()
            .withDatabase(BotpressPlans.database(SslMode.VERIFY_FULL, 30, Optional.of(pem)))
            .plan());
  }

  private static String checksum(Map<String, String> secrets) {
    return checksum(BotpressPlans.usual().plan(secrets, Map.of(), BotpressPlans.ADMINISTRATOR));
  }

  private static String checksum(ServicePlan plan) {
    return BotpressBlueprint.of(plan)
        .objects()
        .filter(Deployment.class::isInstance)
        .map(Deployment.class::cast)
        .map(deployment -> deployment.getSpec().getTemplate().getMetadata().getAnnotations())
        .map(annotations -> annotations.getOrDefault(ContentChecksum.ANNOTATION, "none"))
        .findFirst()
        .orElseThrow();
  }
}
