package io.smarteros.tenant.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.deletion.DeletionConfirmation;
import io.smarteros.tenant.local.operator.OperatorChart;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.DatabaseAdministrator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The real n8n, from the first manifest to the last trace. */
@AcceptanceTest
final class N8nAcceptanceTest {
  private static final String N8N = "{n8n: {}}";
  private static final Duration SOON = Duration.ofMinutes(2);

  private final RealPlatform platform;
  private final DatabaseAdministrator postgres;

  N8nAcceptanceTest(RealPlatform platform) {
    this.platform = platform;
    this.postgres = new DatabaseAdministrator(platform.database());
  }

  @Test
  void the_owner_logs_in_and_automates_and_finds_everything_again_after_a_suspension() {
    apply("acme", N8N, false);
    awaitReady("acme");
    N8nPages n8n = new N8nPages("tenant-acme");
    n8n.answerAt("hello", n8n.apiKey(secret("tenant-acme", "n8n-login")));
    n8n.awaitAnswerAt("hello");

    apply("acme", N8N, true);
    Await.until("the pods to end", SOON, () -> pods("tenant-acme").isEmpty());
    assertThat(postgres.seesDatabase("t_acme_n8n")).isTrue();

    apply("acme", N8N, false);
    awaitReady("acme");
    n8n.awaitAnswerAt("hello");
  }

  @Test
  void an_operator_that_is_killed_in_the_middle_ends_what_it_has_begun() {
    apply("halfway", N8N, false);
    Await.until("the database to be made", SOON, () -> postgres.seesDatabase("t_halfway_n8n"));

    platform.kubectl(
        "delete",
        "pod",
        "--selector=app.kubernetes.io/name=tenant-operator",
        "--namespace=" + OperatorChart.NAMESPACE,
        "--grace-period=0",
        "--force");

    awaitReady("halfway");
    assertThat(new N8nPages("tenant-halfway").apiKey(secret("tenant-halfway", "n8n-login")))
        .isNotEmpty();
  }

  @Test
  void a_confirmed_deletion_leaves_nothing() {
    apply("gone", "{n8n: {settings: {binaryData: Volume}}}", false);
    awaitReady("gone");
    assertThat(platform.kubectl("get", "pv", "--output=name")).isNotEmpty();

    platform.kubectl(
        "patch",
        "tn",
        "gone",
        "--type=merge",
        "--patch={\"spec\":{\"deletionPolicy\":\"Delete\"}}");
    platform.kubectl(
        "annotate", "tn", "gone", "smarteros.io/confirm-delete=" + confirmation("gone"));
    platform.kubectl("delete", "tn", "gone", "--timeout=4m");

    assertThat(postgres.seesDatabase("t_gone_n8n")).isFalse();
    assertThat(postgres.seesRole("t_gone_n8n")).isFalse();
    assertThat(find("namespace", "tenant-gone")).isEmpty();
    assertThat(find("secret", "tenant-record-gone", "--namespace=" + OperatorChart.NAMESPACE))
        .isEmpty();
    Await.until(
        "the volumes to go", SOON, () -> platform.kubectl("get", "pv", "--output=name").isEmpty());
  }

  private void apply(String name, String services, boolean suspended) {
    platform.apply(
        """
        apiVersion: smarteros.io/v1alpha1
        kind: Tenant
        metadata: {name: %1$s}
        spec:
          displayName: %1$s
          adminEmail: it@%1$s.example
          suspended: %2$b
          services: %3$s
        """
            .formatted(name, suspended, services));
  }

  private void awaitReady(String name) {
    platform.kubectl("wait", "tn/" + name, "--for=condition=Ready", "--timeout=4m");
  }

  private String pods(String namespace) {
    return platform.kubectl("get", "pods", "--namespace=" + namespace, "--output=name");
  }

  private String find(String kind, String name, String... arguments) {
    return platform.kubectl(
        Stream.concat(
                Stream.of("get", kind, name, "--ignore-not-found", "--output=name"),
                Arrays.stream(arguments))
            .toArray(String[]::new));
  }

  private String confirmation(String name) {
    return new DeletionConfirmation(
            platform.cluster().client().resources(Tenant.class).withName(name).require())
        .value();
  }

  private Map<String, String> secret(String namespace, String name) {
    Secret secret =
        platform.cluster().client().secrets().inNamespace(namespace).withName(name).require();
    return secret.getData().entrySet().stream()
        .collect(
            Collectors.toMap(
                Map.Entry::getKey,
                entry ->
                    new String(
                        Base64.getDecoder().decode(entry.getValue()), StandardCharsets.UTF_8)));
  }
}
