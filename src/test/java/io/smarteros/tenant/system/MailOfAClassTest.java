package io.smarteros.tenant.system;

import static io.smarteros.tenant.testkit.platform.Scene.namespace;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.Scene;
import io.smarteros.tenant.testkit.platform.SharedPlatformTest;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The login of a class's mail server, on its way from the platform's Secret to tenants' pods. */
@SharedPlatformTest
final class MailOfAClassTest {
  private static final String TENANT = "postal";
  private static final Map<String, String> FIRST =
      Map.of("username", "mailer", "password", "first-4fT9vQ2xLw7mKe");
  private static final Map<String, String> SECOND =
      Map.of("username", "mailer", "password", "second-R8yUzB3nHc6pJd");

  private final Platform platform;
  private final Scene scene;

  MailOfAClassTest(Platform platform) {
    this.platform = platform;
    this.scene = new Scene(platform);
  }

  @BeforeEach
  void a_class_with_a_mail_server() {
    scene.classSecret("smtp-login", FIRST);
    scene.tenantClass(
        "mailing",
        "smtp: {host: smtp.example.com, from: no-reply@example.com, credentialsSecret: smtp-login}");
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

  private long generation() {
    return platform
        .client()
        .apps()
        .deployments()
        .inNamespace(namespace(TENANT))
        .withName("n8n")
        .require()
        .getMetadata()
        .getGeneration();
  }
}
