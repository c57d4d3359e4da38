package io.smarteros.tenant.system.tenantclass;

import static io.smarteros.tenant.testkit.platform.Scene.namespace;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.dsl.Resource;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.Records;
import io.smarteros.tenant.testkit.platform.Scene;
import io.smarteros.tenant.testkit.platform.SharedPlatformTest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The logins of a class's mail server and object storage, on their way from the platform's Secrets
 * to tenants' pods.
 */
@SharedPlatformTest
final class ServersOfAClassTest {
  private static final String TENANT = "postal";
  private static final Map<String, String> FIRST =
      Map.of("username", "mailer", "password", "first-4fT9vQ2xLw7mKe");
  private static final Map<String, String> SECOND =
      Map.of("username", "mailer", "password", "second-R8yUzB3nHc6pJd");

  private static final String MAIL_SERVER =
      "smtp: {host: smtp.example.com, from: no-reply@example.com, credentialsSecret: smtp-login}";

  private final Platform platform;
  private final Scene scene;

  ServersOfAClassTest(Platform platform) {
    this.platform = platform;
    this.scene = new Scene(platform);
  }

  @BeforeEach
  void a_class_with_a_mail_server() {
    scene.classSecret("smtp-login", FIRST);
    scene.tenantClass("mailing", MAIL_SERVER);
  }

  @AfterEach
  void leave() {
    scene.close();
  }

  @Test
  void another_login_restarts_the_pods_once_and_one_that_is_gone_leaves_them() {
    scene.tenant(TENANT, "className: mailing", "services: {n8n: {}}");
    platform.awaitReady(TENANT);
    long before = generation();
    assertThat(scene.secret(TENANT, "n8n"))
        .containsEntry("N8N_SMTP_USER", "mailer")
        .containsEntry("N8N_SMTP_PASS", FIRST.get("password"));

    scene.classSecret("smtp-login", SECOND);
    Await.until("the pods to be replaced", Platform.PATIENCE, () -> generation() > before);
    platform.lookAgain(TENANT);
    platform.awaitReady(TENANT);
    assertHasSecondAfterOneRestart(before);

    scene.secretWithoutLabel("smtp-login", SECOND);
    platform.awaitReason(TENANT, "N8nReady", "ClassSecretNotFound");
    assertHasSecondAfterOneRestart(before);
    assertThat(scene.pods(TENANT)).hasSize(1);

    scene.classSecret("smtp-login", SECOND);
    platform.awaitReady(TENANT);
    assertHasSecondAfterOneRestart(before);
  }

  private void assertHasSecondAfterOneRestart(long before) {
    assertThat(scene.secret(TENANT, "n8n")).containsEntry("N8N_SMTP_PASS", SECOND.get("password"));
    assertThat(generation()).as("changes of the Deployment").isEqualTo(before + 1);
  }

  @Test
  void a_tenant_with_a_mail_server_of_its_own_never_gets_the_login() {
    scene.tenant(
        TENANT,
        "className: mailing",
        "services: {n8n: {env: [{name: N8N_SMTP_HOST, value: mail.attacker.example}]}}");
    platform.awaitReady(TENANT);

    assertThat(scene.secret(TENANT, "n8n")).doesNotContainKeys("N8N_SMTP_USER", "N8N_SMTP_PASS");
  }

  @Test
  void another_login_to_mail_or_files_restarts_once_what_uses_it_of_chatwoot() {
    String tenant = "postal-talk";
    scene.classSecret("s3-login", Map.of("accessKeyId", "files", "secretAccessKey", "first-key"));
    scene.tenantClass(
        "storing",
        MAIL_SERVER,
        "podSecurity: baseline",
        "objectStorage: {endpoint: https://s3.example.com, credentialsSecret: s3-login}");
    scene.tenant(tenant, "className: storing", "services: {chatwoot: {}}");
    platform.awaitReady(tenant);
    assertThat(scene.secret(tenant, "chatwoot"))
        .containsEntry("SMTP_PASSWORD", FIRST.get("password"))
        .containsEntry("STORAGE_SECRET_ACCESS_KEY", "first-key");
    assertThat(volumes(tenant))
        .as("volumes, none of which has files")
        .containsExactly("chatwoot-redis");
    Map<String, Long> generations = scene.generations(tenant);

    scene.classSecret("s3-login", Map.of("accessKeyId", "files", "secretAccessKey", "second-key"));
    assertAnotherRestart(tenant, generations, 1);
    assertThat(scene.secret(tenant, "chatwoot"))
        .containsEntry("STORAGE_SECRET_ACCESS_KEY", "second-key");

    scene.classSecret("smtp-login", SECOND);
    assertAnotherRestart(tenant, generations, 2);
    assertThat(scene.secret(tenant, "chatwoot"))
        .containsEntry("SMTP_PASSWORD", SECOND.get("password"));
  }

  @Test
  void a_secret_that_is_gone_holds_up_only_the_services_that_use_it() {
    scene.tenant(TENANT, "className: mailing", "services: {n8n: {}, botpress: {}}");
    platform.awaitReady(TENANT);
    Set<String> pods = scene.pods(TENANT);

    scene.secretWithoutLabel("smtp-login", FIRST);
    platform.awaitReason(TENANT, "N8nReady", "ClassSecretNotFound");
    platform.awaitReason(TENANT, "BotpressReady", "Ready");
    deployment("botpress").edit(ServersOfAClassTest::withMoreReplicas);

    Await.until(
        "the drift of Botpress to be reverted",
        Platform.PATIENCE,
        () -> deployment("botpress").require().getSpec().getReplicas() == 1);
    assertThat(scene.pods(TENANT)).containsAll(pods);
  }

  private static Deployment withMoreReplicas(Deployment deployment) {
    return new DeploymentBuilder(deployment).editSpec().withReplicas(2).endSpec().build();
  }

  private Resource<Deployment> deployment(String name) {
    return platform.client().apps().deployments().inNamespace(namespace(TENANT)).withName(name);
  }

  /** Of web process and worker, both; Redis uses neither login, and no Job runs again. */
  private void assertAnotherRestart(String tenant, Map<String, Long> first, int restarts) {
    Map<String, Long> expected = new TreeMap<>(first);
    expected.computeIfPresent("chatwoot", (_, generation) -> generation + restarts);
    expected.computeIfPresent("chatwoot-worker", (_, generation) -> generation + restarts);
    Await.until(
        "web process and worker to be replaced",
        Platform.PATIENCE,
        () -> scene.generations(tenant).equals(expected));
    platform.awaitReady(tenant);
    platform.lookAgain(tenant);
    platform.awaitReady(tenant);
    assertThat(scene.generations(tenant)).isEqualTo(expected);
    assertThat(platform.records().runs(tenant, "chatwoot").values())
        .as("runs of prepare and bootstrap")
        .extracting(Records.Run::attempt)
        .containsExactly(1, 1);
  }

  private List<String> volumes(String tenant) {
    return platform
        .client()
        .persistentVolumeClaims()
        .inNamespace(namespace(tenant))
        .list()
        .getItems()
        .stream()
        .map(volume -> volume.getMetadata().getName())
        .toList();
  }

  private long generation() {
    return scene.generations(TENANT).getOrDefault("n8n", 0L);
  }
}
