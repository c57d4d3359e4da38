package io.smarteros.tenant.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.deletion.DeletionConfirmation;
import io.smarteros.tenant.local.operator.OperatorChart;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.DatabaseAdministrator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;

/** One Tenant, and what a person does with it by the commands of the documentation. */
final class AcceptedTenant {
  private static final Duration SOON = Duration.ofMinutes(2);

  private final RealPlatform platform;
  private final DatabaseAdministrator postgres;
  private final String name;

  AcceptedTenant(RealPlatform platform, String name) {
    this.platform = platform;
    this.postgres = new DatabaseAdministrator(platform.database());
    this.name = name;
  }

  String namespace() {
    return "tenant-" + name;
  }

  /** The name of the database of a service, and of its role. */
  String database(String service) {
    return "t_%s_%s".formatted(name, service);
  }

  boolean hasDatabase(String service) {
    return postgres.seesDatabase(database(service));
  }

  /**
   * Applies the Tenant.
   *
   * @param services as in {@code {n8n: {}}}
   */
  void apply(String services) {
    platform.apply(
        """
        apiVersion: smarteros.io/v1alpha1
        kind: Tenant
        metadata: {name: %1$s}
        spec:
          displayName: %1$s
          adminEmail: it@%1$s.example
          services: %2$s
        """
            .formatted(name, services));
  }

  void awaitReady() {
    platform.kubectl("wait", "tn/" + name, "--for=condition=Ready", "--timeout=4m");
  }

  /** Waits until a condition has this reason. */
  void awaitReason(String condition, String reason) {
    platform.kubectl(
        "wait",
        "tn/" + name,
        "--for=jsonpath={.status.conditions[?(@.type==\"%s\")].reason}=%s"
            .formatted(condition, reason),
        "--timeout=4m");
  }

  /** The message of a condition. */
  String message(String condition) {
    return platform.kubectl(
        "get",
        "tn",
        name,
        "--output=jsonpath={.status.conditions[?(@.type==\"%s\")].message}".formatted(condition));
  }

  /** Returns when no pod is left. */
  void suspend() {
    patch("{\"spec\":{\"suspended\":true}}");
    Await.until("the pods of " + name + " to end", SOON, () -> all("pods").isEmpty());
  }

  /** Returns when it is Ready again. */
  void resume() {
    patch("{\"spec\":{\"suspended\":false}}");
    awaitReady();
  }

  /** The values of a Secret in its namespace. */
  Map<String, String> secret(String secretName) {
    Secret secret = client().secrets().inNamespace(namespace()).withName(secretName).require();
    return secret.getData().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, value -> decoded(value.getValue())));
  }

  /** Deletes it, and keeps its data. */
  void delete() {
    platform.kubectl("delete", "tn", name, "--timeout=4m");
  }

  /** Deletes it with the word of a person that its data goes too. */
  void destroy() {
    Tenant tenant = client().resources(Tenant.class).withName(name).require();
    patch("{\"spec\":{\"deletionPolicy\":\"Delete\"}}");
    platform.kubectl(
        "annotate",
        "tn",
        name,
        "smarteros.io/confirm-delete=" + new DeletionConfirmation(tenant).value());
    delete();
  }

  void assertNothingIsLeftOf(String service) {
    assertThat(hasDatabase(service)).as("the database is there").isFalse();
    assertThat(postgres.seesRole(database(service))).as("the role is there").isFalse();
    assertThat(client().namespaces().withName(namespace()).get()).isNull();
    assertThat(
            client()
                .secrets()
                .inNamespace(OperatorChart.NAMESPACE)
                .withName("tenant-record-" + name)
                .get())
        .isNull();
    Await.until("the volumes of " + name + " to go", SOON, () -> !hasVolume());
  }

  boolean hasVolume() {
    return client().persistentVolumes().list().getItems().stream()
        .anyMatch(volume -> volume.getSpec().getClaimRef().getNamespace().equals(namespace()));
  }

  private void patch(String patch) {
    platform.kubectl("patch", "tn", name, "--type=merge", "--patch=" + patch);
  }

  private String all(String kind) {
    return platform.kubectl("get", kind, "--namespace=" + namespace(), "--output=name");
  }

  private KubernetesClient client() {
    return platform.cluster().client();
  }

  private static String decoded(String value) {
    return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
  }
}
