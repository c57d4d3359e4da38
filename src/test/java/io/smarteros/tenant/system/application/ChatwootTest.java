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
import io.smarteros.tenant.testkit.platform.Remains;
import io.smarteros.tenant.testkit.platform.Scene;
import io.smarteros.tenant.testkit.platform.SharedPlatformTest;
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
    Set<String> redis = redisPods();

    scene.tenant("talky-too", "className: support-versions", version("v4.16.2-ce"));
    Await.until(
        "the new version to be in force",
        Platform.PATIENCE,
        () -> "v4.16.2-ce".equals(chatwoot(platform.awaitReady("talky-too")).version()));

    assertThat(versions("talky-too")).containsOnly("v4.16.2-ce");
    assertThat(redisPods()).isEqualTo(redis);
    assertThat(chatwoot.accounts(namespace("talky-too"))).containsOnlyKeys(account);
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

  private Set<String> redisPods() {
    return platform
        .client()
        .pods()
        .inNamespace(namespace("talky-too"))
        .withLabel(Names.COMPONENT_LABEL, "redis")
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
