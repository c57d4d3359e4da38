package io.smarteros.tenant.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobStatus;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.deletion.DeletionConfirmation;
import io.smarteros.tenant.local.operator.OperatorChart;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.DatabaseAdministrator;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** One Tenant, and what a person does with it by the commands of the documentation. */
final class AcceptedTenant {
  private static final Duration SOON = Duration.ofMinutes(2);

  private final RealPlatform platform;
  private final DatabaseAdministrator postgres;
  private final String name;
  private final String tenantClass;
  private final TenantPods pods;

  /** In the default class. */
  AcceptedTenant(RealPlatform platform, String name) {
    this(platform, name, RealPlatform.DEFAULT_CLASS);
  }

  AcceptedTenant(RealPlatform platform, String name, String tenantClass) {
    this.platform = platform;
    this.postgres = new DatabaseAdministrator(platform.database());
    this.name = name;
    this.tenantClass = tenantClass;
    this.pods = new TenantPods(client(), namespace());
  }

  TenantPods pods() {
    return pods;
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
          className: %2$s
          services: %3$s
        """
            .formatted(name, tenantClass, services));
  }

  void awaitReady() {
    platform.kubectl("wait", "tn/" + name, "--for=condition=Ready", "--timeout=10m");
  }

  /** Waits until a condition has this reason. */
  void awaitReason(String condition, String reason) {
    platform.kubectl(
        "wait",
        "tn/" + name,
        "--for=jsonpath={.status.conditions[?(@.type==\"%s\")].reason}=%s"
            .formatted(condition, reason),
        "--timeout=10m");
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
    pods.awaitEnd();
  }

  /** Returns when it is Ready again. */
  void resume() {
    patch("{\"spec\":{\"suspended\":false}}");
    awaitReady();
  }

  /** Returns when all pods are others. */
  void restart() {
    replacesPods("restart", "once");
  }

  /**
   * Returns when all pods are others.
   *
   * @param what as in {@code n8n/login@1}
   */
  void rotateWithPods(String what) {
    replacesPods("rotate", what);
  }

  /**
   * Returns at once.
   *
   * @param what as in {@code n8n/api-key@1}
   */
  void rotate(String what) {
    annotate("rotate", what);
  }

  private void replacesPods(String annotation, String value) {
    Set<String> before = pods.ids();
    annotate(annotation, value);
    pods.awaitReplacementOf(before);
    awaitReady();
  }

  /** Waits for an Event of the Tenant, and returns its message. */
  String event(String reason) {
    Await.until("an Event " + reason + " of " + name, SOON, () -> !eventsNow(reason).isEmpty());
    return eventsNow(reason);
  }

  private String eventsNow(String reason) {
    return platform.kubectl(
        "get",
        "events",
        "--namespace=default",
        "--field-selector=involvedObject.kind=Tenant,involvedObject.name=%s,reason=%s"
            .formatted(name, reason),
        "--output=jsonpath={.items[*].message}");
  }

  /** The end of what the pods of a component wrote. */
  String log(String component) {
    return platform.kubectl(
        "logs",
        "--namespace=" + namespace(),
        "--selector=%s=%s".formatted(Names.COMPONENT_LABEL, component),
        "--tail=200");
  }

  /** Runs a command in a pod of a Deployment, and returns what it prints. */
  String execute(String deployment, String... command) {
    List<String> arguments =
        new ArrayList<>(
            List.of("exec", "--namespace=" + namespace(), "deployment/" + deployment, "--"));
    arguments.addAll(List.of(command));
    return platform.kubectl(arguments.toArray(String[]::new));
  }

  /** How many pods the Jobs that failed have tried. */
  int triesOfFailedJobs() {
    return client().batch().v1().jobs().inNamespace(namespace()).list().getItems().stream()
        .map(Job::getStatus)
        .filter(AcceptedTenant::hasFailed)
        .mapToInt(status -> Objects.requireNonNullElse(status.getFailed(), 0))
        .sum();
  }

  private static boolean hasFailed(JobStatus job) {
    return job.getConditions().stream()
        .anyMatch(is -> is.getType().equals("Failed") && is.getStatus().equals("True"));
  }

  /** The values of a Secret in its namespace. */
  Map<String, String> secret(String secretName) {
    Secret secret = client().secrets().inNamespace(namespace()).withName(secretName).require();
    return secret.getData().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, value -> decoded(value.getValue())));
  }

  /** Deletes it, and keeps its data. */
  void delete() {
    platform.kubectl("delete", "tn", name, "--timeout=10m");
  }

  /** Deletes it with the word of a person that its data goes too. */
  void destroy() {
    Tenant tenant = client().resources(Tenant.class).withName(name).require();
    patch("{\"spec\":{\"deletionPolicy\":\"Delete\"}}");
    annotate("confirm-delete", new DeletionConfirmation(tenant).value());
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

  private void annotate(String annotation, String value) {
    platform.kubectl(
        "annotate", "--overwrite", "tn", name, "smarteros.io/%s=%s".formatted(annotation, value));
  }

  private KubernetesClient client() {
    return platform.cluster().client();
  }

  private static String decoded(String value) {
    return new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8);
  }
}
