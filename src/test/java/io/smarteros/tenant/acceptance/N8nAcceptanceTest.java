package io.smarteros.tenant.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.process.Await;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/** The real n8n, from the first manifest to the last trace. */
@AcceptanceTest
final class N8nAcceptanceTest {
  private static final String N8N = "{n8n: {settings: {binaryData: Volume}}}";
  private static final String NEWER_N8N =
      "{n8n: {version: 2.41.1, settings: {binaryData: Volume}}}";
  private static final String LOGIN_SECRET = "n8n-login";
  private static final String WEBHOOK = "hello";

  /** The label of the operator's own key. */
  private static final String OPERATORS_KEY = "smarteros-tenant-operator";

  private final AcceptedTenant acme;
  private final N8nPages n8n;

  N8nAcceptanceTest(RealPlatform platform) {
    this.acme = new AcceptedTenant(platform, "acme");
    this.n8n = N8nPages.regular(acme.namespace());
  }

  @Test
  @Order(1)
  void the_owner_logs_in_and_makes_a_workflow() {
    acme.apply(N8N);
    acme.awaitReady();

    String session = logIn();
    assertThat(n8n.version(session)).isEqualTo("2.40.7");
    n8n.echoAt(WEBHOOK, n8n.apiKey(session));
    n8n.awaitEchoAt(WEBHOOK);
  }

  @Test
  @Order(2)
  void a_newer_version_runs_the_workflow() {
    acme.apply(NEWER_N8N);
    acme.awaitReady();

    assertThat(n8n.version(logIn())).isEqualTo("2.41.1");
    n8n.awaitEchoAt(WEBHOOK);
  }

  @Test
  @Order(3)
  void it_keeps_the_contract_of_its_stand_in() {
    Map<String, String> login = acme.secret(LOGIN_SECRET);
    Contract.N8N.assertKept(
        "-Dn8n.real.url=" + n8n.url(),
        "-Dn8n.real.email=" + login.get("username"),
        "-Dn8n.real.password=" + login.get("password"));
  }

  @Test
  @Order(4)
  void after_a_suspension_the_workflow_runs() {
    acme.suspend();
    assertThat(acme.hasDatabase("n8n")).isTrue();
    assertThat(acme.hasVolume()).isTrue();

    acme.resume();
    n8n.awaitEchoAt(WEBHOOK);
  }

  @Test
  @Order(5)
  void after_a_restart_other_pods_run_the_workflow() {
    acme.restart();
    n8n.awaitEchoAt(WEBHOOK);
  }

  @Test
  @Order(6)
  void with_another_password_of_the_database_the_workflow_runs() {
    String old = databasePassword();

    acme.rotateWithPods("n8n/database-password@1");

    assertThat(databasePassword()).isNotEqualTo(old);
    n8n.awaitEchoAt(WEBHOOK);
  }

  @Test
  @Order(7)
  void with_another_login_the_owner_gets_in_and_the_former_password_does_not() {
    Map<String, String> old = acme.secret(LOGIN_SECRET);

    acme.rotateWithPods("n8n/login@1");

    assertThat(n8n.refuses(old)).as("the former password is refused").isTrue();
    assertThat(logIn()).as("a session by the new one").isNotEmpty();
    n8n.awaitEchoAt(WEBHOOK);
  }

  @Test
  @Order(8)
  void the_operators_own_key_is_replaced_by_one_other() {
    String session = logIn();
    Optional<String> old = n8n.apiKeyId(session, OPERATORS_KEY);
    assertThat(old).isPresent();

    acme.rotate("n8n/api-key@1");

    Await.until(
        "n8n to have one other key of the operator",
        Duration.ofMinutes(1),
        () -> n8n.apiKeyId(session, OPERATORS_KEY).filter(id -> !old.get().equals(id)).isPresent());
    acme.awaitReady();
    n8n.awaitEchoAt(WEBHOOK);
  }

  @Test
  @Order(9)
  void deleted_and_applied_again_the_workflow_runs() {
    acme.delete();
    assertThat(acme.hasDatabase("n8n")).isTrue();
    assertThat(acme.hasVolume()).isTrue();

    acme.apply(NEWER_N8N);
    acme.awaitReady();
    n8n.awaitEchoAt(WEBHOOK);
  }

  @Test
  @Order(10)
  void a_confirmed_deletion_leaves_nothing() {
    acme.destroy();
    acme.assertNothingIsLeftOf("n8n");
  }

  private String logIn() {
    return n8n.logIn(acme.secret(LOGIN_SECRET));
  }

  private String databasePassword() {
    return acme.secret("n8n").getOrDefault("DB_POSTGRESDB_PASSWORD", "");
  }
}
