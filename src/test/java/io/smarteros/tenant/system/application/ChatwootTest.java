package io.smarteros.tenant.system.application;

import static io.smarteros.tenant.testkit.platform.Scene.namespace;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus.ServiceStatus;
import io.smarteros.tenant.local.chatwoot.ChatwootStandIn;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.Records;
import io.smarteros.tenant.testkit.platform.Remains;
import io.smarteros.tenant.testkit.platform.Scene;
import io.smarteros.tenant.testkit.platform.SharedPlatformTest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The whole life of a tenant with Chatwoot. */
@SharedPlatformTest
final class ChatwootTest {
  private static final String TENANT = "talky";
  private static final String DATABASE = "t_talky_chatwoot";
  private static final String GREEK = "services: {chatwoot: {settings: {locale: el}}}";

  /** The first, and as many as its Job tries again. */
  private static final int PODS_OF_A_JOB = 3;

  private final Platform platform;
  private final Scene scene;
  private final Remains remains;
  private final ServiceRows rows;
  private final ChatwootStandIn chatwoot;

  ChatwootTest(Platform platform) {
    this.platform = platform;
    this.scene = new Scene(platform);
    this.remains = new Remains(platform);
    this.rows = new ServiceRows(platform);
    this.chatwoot = platform.applications().chatwoot();
  }

  /** Of a name of its own: one that is used goes only some time after its test. */
  private void allowRoot(String tenantClass) {
    scene.tenantClass(
        tenantClass,
        "podSecurity: baseline",
        "allow: {versions: {chatwoot: [v4.16.1-ce, v4.16.2-ce]}}");
  }

  @AfterEach
  void leave() {
    scene.close();
  }

  @Test
  void it_comes_up_is_suspended_kept_revived_and_destroyed() {
    allowRoot("support");
    scene.tenant(TENANT, "className: support", GREEK);
    ServiceStatus status = chatwoot(platform.awaitReady(TENANT));
    String account = Objects.requireNonNull(status.externalId());
    assertThat(status.url()).isEqualTo("http://chatwoot-talky.tenants.example.com");
    assertThat(chatwoot.accounts(namespace(TENANT))).isEqualTo(Map.of(account, TENANT));
    assertThat(chatwoot.locale(namespace(TENANT), account)).contains("el");
    assertThat(chatwoot.inboxes(namespace(TENANT), account)).containsExactly("Website");
    assertThat(rows.serviceIds(TENANT)).containsExactly(account);
    Map<String, String> login = scene.secret(TENANT, "chatwoot-login");
    assertThat(chatwoot.administrators(namespace(TENANT), account))
        .containsExactly(login.get("username"));
    assertThat(closedPaths()).contains("/installation", "/super_admin");

    scene.tenant(TENANT, "className: support", "suspended: true", GREEK);
    platform.awaitReason(TENANT, "Ready", "Suspended");
    assertThat(scene.pods(TENANT)).isEmpty();

    scene.tenant(TENANT, "className: support", GREEK);
    platform.awaitReady(TENANT);
    platform.deleteTenant(TENANT);
    remains.assertNothingRuns(TENANT);
    assertThat(remains.postgres().seesDatabase(DATABASE)).isTrue();
    assertThat(volumes()).containsExactlyInAnyOrder("chatwoot-data", "chatwoot-redis");

    scene.tenant(TENANT, "className: support", "deletionPolicy: Delete", GREEK);
    assertThat(chatwoot(platform.awaitReady(TENANT)).externalId()).isEqualTo(account);
    assertThat(scene.secret(TENANT, "chatwoot-login")).isEqualTo(login);
    assertThat(chatwoot.inboxes(namespace(TENANT), account)).containsExactly("Website");

    platform.confirmDeletion(TENANT);
    platform.deleteTenant(TENANT);
    assertThat(remains.postgres().seesDatabase(DATABASE)).isFalse();
    assertThat(remains.postgres().seesRole(DATABASE)).isFalse();
  }

  @Test
  void a_new_version_comes_to_web_process_and_worker_and_leaves_redis_alone() {
    allowRoot("support-versions");
    scene.tenant("talky-too", "className: support-versions", version("v4.16.1-ce"));
    String account =
        Objects.requireNonNull(chatwoot(platform.awaitReady("talky-too")).externalId());
    assertThat(versions("talky-too")).containsOnly("v4.16.1-ce");
    Set<String> redis = pods("talky-too", "redis");

    scene.tenant("talky-too", "className: support-versions", version("v4.16.2-ce"));
    Await.until(
        "the new version to be in force",
        Platform.PATIENCE,
        () -> "v4.16.2-ce".equals(chatwoot(platform.awaitReady("talky-too")).version()));

    assertThat(versions("talky-too")).containsOnly("v4.16.2-ce");
    assertThat(pods("talky-too", "redis")).isEqualTo(redis);
    assertThat(chatwoot.accounts(namespace("talky-too"))).containsOnlyKeys(account);
  }

  @Test
  void the_former_version_serves_while_the_job_of_a_new_one_fails_and_until_it_runs_again() {
    String tenant = "talky-broken";
    String tenantClass = "className: support-broken";
    allowRoot("support-broken");
    scene.tenant(tenant, tenantClass, version("v4.16.1-ce"));
    platform.awaitReady(tenant);
    Set<String> web = pods(tenant, "application");
    Set<String> worker = pods(tenant, "worker");
    chatwoot.failJobs(namespace(tenant), PODS_OF_A_JOB);

    scene.tenant(tenant, tenantClass, version("v4.16.2-ce"));
    Tenant failed = platform.awaitReason(tenant, "ChatwootReady", "JobFailed");
    assertThat(failed.getStatus().condition("ChatwootReady").orElseThrow().message())
        .contains(
            "(prepare of chatwoot) failed: db:chatwoot_prepare failed",
            "It may have brought the database to version v4.16.2-ce already");
    assertThat(pods(tenant, "prepare")).hasSize(PODS_OF_A_JOB);
    assertThat(versions(tenant)).hasSize(2).containsOnly("v4.16.1-ce");
    assertThat(pods(tenant, "application")).isEqualTo(web);
    assertThat(pods(tenant, "worker")).isEqualTo(worker);
    assertThat(chatwoot.accounts(namespace(tenant))).containsValue(tenant);

    platform.answer(tenant, failed.getStatus().decisions().getFirst());
    platform.awaitReady(tenant);
    assertThat(versions(tenant)).containsOnly("v4.16.2-ce");
    assertThat(pods(tenant, "application")).hasSize(1).doesNotContainAnyElementsOf(web);
    assertThat(pods(tenant, "worker")).hasSize(1).doesNotContainAnyElementsOf(worker);
  }

  @Test
  void another_token_of_the_operator_comes_with_the_bootstrap_and_ends_the_former_one() {
    String tenant = "talky-token";
    allowRoot("support-token");
    scene.tenant(tenant, "className: support-token", "services: {chatwoot: {}}");
    Map<String, String> accounts = accountsOfReady(tenant);
    Set<String> web = pods(tenant, "application");
    String former = token(tenant);
    int bootstraps = bootstrap(tenant).attempt();

    scene.annotate(tenant, "rotate", "chatwoot/api-key@1");
    Await.until("another token", Platform.PATIENCE, () -> !token(tenant).equals(former));
    Await.until(
        "pods that have it",
        Platform.PATIENCE,
        () -> Collections.disjoint(pods(tenant, "application"), web));
    platform.lookAgain(tenant);

    assertThat(accountsOfReady(tenant)).isEqualTo(accounts);
    assertThat(bootstrap(tenant).attempt()).isEqualTo(bootstraps + 1);
    assertThat(chatwoot.isPlatformToken(namespace(tenant), former)).isFalse();
    assertThat(chatwoot.isPlatformToken(namespace(tenant), token(tenant))).isTrue();
  }

  private Map<String, String> accountsOfReady(String tenant) {
    platform.awaitReady(tenant);
    return chatwoot.accounts(namespace(tenant));
  }

  private String token(String tenant) {
    return scene.secret(tenant, "chatwoot").getOrDefault("SMARTEROS_PLATFORM_TOKEN", "");
  }

  private Records.Run bootstrap(String tenant) {
    return Objects.requireNonNull(platform.records().runs(tenant, "chatwoot").get("bootstrap"));
  }

  private static String version(String version) {
    return "services: {chatwoot: {version: %s}}".formatted(version);
  }

  /** Of the Deployments that run Chatwoot itself. */
  private List<String> versions(String tenant) {
    return platform
        .client()
        .apps()
        .deployments()
        .inNamespace(namespace(tenant))
        .list()
        .getItems()
        .stream()
        .filter(deployment -> !deployment.getMetadata().getName().endsWith("-redis"))
        .map(Deployment::getSpec)
        .map(spec -> spec.getTemplate().getMetadata().getAnnotations())
        .map(annotations -> annotations.getOrDefault(Names.VERSION_ANNOTATION, ""))
        .toList();
  }

  private Set<String> pods(String tenant, String component) {
    return platform
        .client()
        .pods()
        .inNamespace(namespace(tenant))
        .withLabel(Names.COMPONENT_LABEL, component)
        .list()
        .getItems()
        .stream()
        .map(Pod::getMetadata)
        .map(metadata -> metadata.getUid())
        .collect(Collectors.toSet());
  }

  private List<String> volumes() {
    return platform
        .client()
        .persistentVolumeClaims()
        .inNamespace(namespace(TENANT))
        .list()
        .getItems()
        .stream()
        .map(HasMetadata::getMetadata)
        .map(metadata -> metadata.getName())
        .toList();
  }

  /** Those that lead to the Service without pods. */
  private List<String> closedPaths() {
    return platform
        .client()
        .network()
        .v1()
        .ingresses()
        .inNamespace(namespace(TENANT))
        .withName("chatwoot")
        .require()
        .getSpec()
        .getRules()
        .getFirst()
        .getHttp()
        .getPaths()
        .stream()
        .filter(path -> path.getBackend().getService().getName().endsWith("-closed"))
        .map(path -> path.getPath())
        .toList();
  }

  private static ServiceStatus chatwoot(Tenant tenant) {
    return tenant.getStatus().services().stream()
        .filter(service -> service.name().equals("chatwoot"))
        .findFirst()
        .orElseThrow();
  }
}
