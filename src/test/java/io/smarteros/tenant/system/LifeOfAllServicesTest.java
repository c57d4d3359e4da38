package io.smarteros.tenant.system;

import static io.smarteros.tenant.testkit.platform.Scene.namespace;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus.ServiceStatus;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.local.ApplicationStandIns;
import io.smarteros.tenant.local.application.ApplicationStandIn;
import io.smarteros.tenant.local.database.PostgresTarget;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.LoginPage;
import io.smarteros.tenant.testkit.N8nUser;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.Scene;
import io.smarteros.tenant.testkit.platform.SharedPlatformTest;
import java.net.URI;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What people do with a tenant that has all the applications. */
@SharedPlatformTest
final class LifeOfAllServicesTest {
  private static final String TENANT = "full";
  private static final String CLASS = "className: full-plan";
  private static final String ALL = "services: {chatwoot: {}, botpress: {}, n8n: {}, odoo: {}}";
  private static final String OFF =
      """
      services:
        chatwoot: {enabled: false}
        botpress: {enabled: false}
        n8n: {enabled: false}
        odoo: {enabled: false}""";
  private static final String ALL_BUT_ODOO = "services: {chatwoot: {}, botpress: {}, n8n: {}}";

  private static final Set<ServiceName> SERVICES = Set.of(ServiceName.values());
  private static final Set<String> DATABASES =
      Set.of(
          "Database t_full_chatwoot",
          "Database t_full_botpress",
          "Database t_full_n8n",
          "Database t_full_odoo");
  private static final Set<String> VOLUMES = Set.of("chatwoot-data", "chatwoot-redis", "odoo-data");

  private final Platform platform;
  private final Scene scene;

  LifeOfAllServicesTest(Platform platform) {
    this.platform = platform;
    this.scene = new Scene(platform);
  }

  @AfterEach
  void leave() {
    scene.close();
  }

  @Test
  void it_is_restarted_gets_other_passwords_is_switched_off_and_on_and_loses_a_service() {
    scene.tenantClass("full-plan", "podSecurity: baseline");
    scene.tenant(TENANT, CLASS, ALL);
    assertThat(platform.awaitReady(TENANT).getStatus().servicesReady()).isEqualTo("4/4");
    assertEverybodyGetsIn();

    restart_replaces_all_pods_once();
    another_password_of_a_database_restarts_only_what_uses_it(ServiceName.CHATWOOT);
    another_password_of_a_database_restarts_only_what_uses_it(ServiceName.BOTPRESS);
    all_that_is_switched_off_is_kept_and_comes_back();
    what_leaves_the_spec_is_listed();
  }

  private void restart_replaces_all_pods_once() {
    Map<String, Set<String>> before = pods();
    Map<String, Long> generations = scene.generations(TENANT);

    scene.annotate(TENANT, "restart", "1");
    awaitAllReplaced(before, _ -> true);

    Map<String, Set<String>> after = pods();
    assertThat(counts(after)).isEqualTo(counts(before));
    platform.lookAgain(TENANT);
    assertThat(pods()).as("pods of a tenant that was restarted already").isEqualTo(after);
    assertThat(scene.generations(TENANT))
        .as("each Deployment was changed once")
        .isEqualTo(plusOne(generations));
  }

  private static Map<String, Long> plusOne(Map<String, Long> generations) {
    return generations.entrySet().stream()
        .collect(toMap(Map.Entry::getKey, each -> each.getValue() + 1));
  }

  private void another_password_of_a_database_restarts_only_what_uses_it(ServiceName service) {
    Map<String, Set<String>> before = pods();
    Map<ServiceName, Map<String, String>> logins = logins();
    String former = databasePassword(service);

    scene.annotate(TENANT, "rotate", service + "/database-password@1");
    Await.until(
        "another password of " + service,
        Platform.PATIENCE,
        () -> !databasePassword(service).equals(former));
    Predicate<String> usesIt =
        component -> component.startsWith(service + " ") && !component.endsWith(" redis");
    awaitAllReplaced(before, usesIt);

    assertThat(letsIn(service, former)).as("former password of " + service).isFalse();
    assertThat(letsIn(service, databasePassword(service))).as("its new password").isTrue();
    assertThat(without(pods(), usesIt)).isEqualTo(without(before, usesIt));
    assertThat(logins()).isEqualTo(logins);
    assertEverybodyGetsIn();
  }

  private void all_that_is_switched_off_is_kept_and_comes_back() {
    Map<ServiceName, String> secrets = secrets();
    Map<ServiceName, Map<String, String>> logins = logins();
    Map<String, String> volumes = volumes();
    assertThat(volumes).containsOnlyKeys(VOLUMES);

    scene.tenant(TENANT, CLASS, OFF);
    Tenant off = platform.awaitReady(TENANT);
    assertThat(off.getStatus().servicesReady()).isEqualTo("0/0");
    assertThat(retained(off))
        .containsExactlyInAnyOrderElementsOf(
            Stream.concat(
                    DATABASES.stream(), VOLUMES.stream().map("PersistentVolumeClaim "::concat))
                .toList());
    Await.until("all pods to go", Platform.PATIENCE, () -> scene.pods(TENANT).isEmpty());
    assertThat(volumes()).isEqualTo(volumes);

    scene.tenant(TENANT, CLASS, ALL);
    Tenant on = platform.awaitReady(TENANT);
    assertThat(on.getStatus().servicesReady()).isEqualTo("4/4");
    assertThat(retained(on)).isEmpty();
    assertThat(secrets()).isEqualTo(secrets);
    assertThat(logins()).isEqualTo(logins);
    assertThat(volumes()).isEqualTo(volumes);
    assertEverybodyGetsIn();
  }

  private void what_leaves_the_spec_is_listed() {
    scene.tenant(TENANT, CLASS, ALL_BUT_ODOO);
    Tenant without = platform.awaitReady(TENANT);

    assertThat(without.getStatus().services())
        .extracting(ServiceStatus::name)
        .containsExactly("chatwoot", "botpress", "n8n");
    assertThat(retained(without))
        .containsExactlyInAnyOrder("Database t_full_odoo", "PersistentVolumeClaim odoo-data");
  }

  /** The pods are replaced, and the tenant is ready with them: the former status says so too. */
  private void awaitAllReplaced(Map<String, Set<String>> before, Predicate<String> component) {
    Await.until(
        "the pods to be replaced",
        Platform.PATIENCE,
        () -> {
          Map<String, Set<String>> now = pods();
          return before.keySet().stream()
              .filter(component)
              .allMatch(
                  each ->
                      now.containsKey(each)
                          && Collections.disjoint(now.get(each), before.get(each)));
        });
    platform.lookAgain(TENANT);
    platform.awaitReady(TENANT);
  }

  /** Their ids by service and component, those of Jobs left out. */
  private Map<String, Set<String>> pods() {
    return platform.client().pods().inNamespace(namespace(TENANT)).list().getItems().stream()
        .filter(LifeOfAllServicesTest::serves)
        .map(Pod::getMetadata)
        .collect(
            groupingBy(LifeOfAllServicesTest::component, mapping(ObjectMeta::getUid, toSet())));
  }

  private static boolean serves(Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream()
        .noneMatch(owner -> owner.getKind().equals("Job"));
  }

  private static String component(ObjectMeta pod) {
    return "%s %s"
        .formatted(
            pod.getLabels().get(Names.SERVICE_LABEL), pod.getLabels().get(Names.COMPONENT_LABEL));
  }

  private static Map<String, Integer> counts(Map<String, Set<String>> pods) {
    return pods.entrySet().stream()
        .collect(toMap(Map.Entry::getKey, component -> component.getValue().size()));
  }

  private static Map<String, Set<String>> without(
      Map<String, Set<String>> pods, Predicate<String> component) {
    Map<String, Set<String>> others = new HashMap<>(pods);
    others.keySet().removeIf(component);
    return others;
  }

  private static List<String> retained(Tenant tenant) {
    return tenant.getStatus().retained().stream()
        .map(retained -> retained.kind() + " " + retained.name())
        .toList();
  }

  /** All keys and passwords that the operator made for each service. */
  private Map<ServiceName, String> secrets() {
    return SERVICES.stream()
        .collect(toMap(service -> service, service -> secrets(service).toString()));
  }

  private String databasePassword(ServiceName service) {
    return secrets(service).path("databasePassword").asText();
  }

  private JsonNode secrets(ServiceName service) {
    return platform.records().read(TENANT).at("/services/%s/secrets".formatted(service));
  }

  private Map<ServiceName, Map<String, String>> logins() {
    return SERVICES.stream().collect(toMap(service -> service, this::login));
  }

  private Map<String, String> login(ServiceName service) {
    return scene.secret(TENANT, service.loginSecret());
  }

  /** Their ids by name. */
  private Map<String, String> volumes() {
    return platform
        .client()
        .persistentVolumeClaims()
        .inNamespace(namespace(TENANT))
        .list()
        .getItems()
        .stream()
        .map(PersistentVolumeClaim::getMetadata)
        .collect(toMap(ObjectMeta::getName, ObjectMeta::getUid));
  }

  /** Whether PostgreSQL takes this password for the service's role. */
  private boolean letsIn(ServiceName service, String password) {
    String name = "t_full_" + service;
    try {
      new PostgresTarget(
              "127.0.0.1",
              Integer.toString(platform.database().port()),
              name,
              name,
              password,
              false)
          .identity();
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  private void assertEverybodyGetsIn() {
    ApplicationStandIns applications = platform.applications();
    assertThat(new N8nUser(address(applications.n8n())).logsIn(login(ServiceName.N8N))).isTrue();
    assertGetsIn(
        ServiceName.CHATWOOT,
        address(applications.chatwoot()).resolve("/auth/sign_in"),
        """
        {"email": "%s", "password": "%s"}""");
    assertGetsIn(
        ServiceName.BOTPRESS,
        address(applications.botpress()).resolve("/api/v1/auth/login/basic/default"),
        """
        {"email": "%s", "password": "%s"}""");
    assertGetsIn(
        ServiceName.ODOO,
        address(applications.odoo()).resolve("/web/session/authenticate"),
        """
        {"params": {"db": "t_full_odoo", "login": "%s", "password": "%s"}}""");
  }

  private static URI address(ApplicationStandIn application) {
    return application.addressOf(namespace(TENANT));
  }

  private void assertGetsIn(ServiceName service, URI page, String request) {
    Map<String, String> login = login(service);
    HttpResponse<String> answer =
        new LoginPage(page).send(request.formatted(login.get("username"), login.get("password")));
    assertThat(answer.statusCode()).as("log-in to " + service).isEqualTo(200);
    assertThat(answer.body()).as("log-in to " + service).doesNotContain("\"error\"");
  }
}
