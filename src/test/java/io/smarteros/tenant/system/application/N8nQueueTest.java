package io.smarteros.tenant.system.application;

import static io.smarteros.tenant.testkit.platform.Scene.namespace;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.networking.v1.HTTPIngressPath;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus.ServiceStatus;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.Remains;
import io.smarteros.tenant.testkit.platform.Scene;
import io.smarteros.tenant.testkit.platform.SharedPlatformTest;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An n8n whose workflows run in workers. */
@SharedPlatformTest
final class N8nQueueTest {
  private static final String TENANT = "busy";
  private static final String QUEUE =
      "services: {n8n: {settings: {mode: Queue, workers: 2, metrics: true}}}";
  private static final String REGULAR = "services: {n8n: {}}";

  /** Pods by component. */
  private static final Map<String, Long> QUEUED =
      Map.of("application", 1L, "redis", 1L, "webhook", 1L, "worker", 2L);

  private final Platform platform;
  private final Scene scene;
  private final Remains remains;

  N8nQueueTest(Platform platform) {
    this.platform = platform;
    this.scene = new Scene(platform);
    this.remains = new Remains(platform);
  }

  @AfterEach
  void leave() {
    scene.close();
  }

  @Test
  void it_comes_up_is_suspended_resumed_and_goes_back_to_one_process() {
    scene.tenant(TENANT, QUEUE);
    platform.awaitReady(TENANT);
    assertThat(pods(TENANT)).isEqualTo(QUEUED);
    assertThat(routes(TENANT))
        .containsEntry("/", "n8n")
        .containsEntry("/webhook", "n8n-webhook")
        .containsEntry("/metrics", "n8n-closed");
    Map<String, String> login = scene.secret(TENANT, "n8n-login");

    scene.tenant(TENANT, "suspended: true", QUEUE);
    platform.awaitReason(TENANT, "Ready", "Suspended");
    assertThat(pods(TENANT)).isEmpty();
    assertThat(volumes(TENANT)).containsExactly("n8n-redis");

    scene.tenant(TENANT, QUEUE);
    platform.awaitReady(TENANT);
    assertThat(pods(TENANT)).isEqualTo(QUEUED);

    scene.tenant(TENANT, REGULAR);
    Await.until(
        "workers and Redis to be gone",
        Platform.PATIENCE,
        () -> pods(TENANT).equals(Map.of("application", 1L)));
    platform.awaitReady(TENANT);
    assertThat(versions(TENANT)).containsOnlyKeys("n8n");
    assertThat(routes(TENANT)).containsOnlyKeys("/");
    assertThat(volumes(TENANT)).containsExactly("n8n-redis");
    assertThat(scene.secret(TENANT, "n8n-login")).isEqualTo(login);

    scene.tenant(TENANT, "deletionPolicy: Delete", REGULAR);
    platform.awaitReady(TENANT);
    platform.confirmDeletion(TENANT);
    platform.deleteTenant(TENANT);
    remains.assertNothingRuns(TENANT);
  }

  @Test
  void a_new_version_comes_to_all_processes_once_its_job_has_run_and_leaves_redis_alone() {
    scene.tenant("busy-too", version("2.41.1"));
    platform.awaitReady("busy-too");
    Collection<String> redis = pods("busy-too", "redis");
    Collection<String> workers = pods("busy-too", "worker");

    scene.tenant("busy-too", version("2.41.2"));
    Await.until(
        "the new version to be in force",
        Platform.PATIENCE,
        () -> Objects.equals(n8n(platform.awaitReady("busy-too")).version(), "2.41.2"));

    assertThat(versions("busy-too"))
        .containsOnlyKeys("n8n", "n8n-webhook", "n8n-worker")
        .containsValue("2.41.2")
        .doesNotContainValue("2.41.1");
    assertThat(pods("busy-too", "redis")).isEqualTo(redis);
    assertThat(pods("busy-too", "worker")).doesNotContainAnyElementsOf(workers);
  }

  @Test
  void a_volume_of_the_class_that_workers_cannot_read_is_told() {
    scene.tenantClass("files", "services: {n8n: {settings: {binaryData: Volume}}}");
    scene.tenant("busy-files", "className: files", "services: {n8n: {settings: {mode: Queue}}}");

    platform.awaitReason("busy-files", "N8nReady", "NotSupportedYet");

    scene.tenant(
        "busy-files",
        "className: files",
        "services: {n8n: {settings: {mode: Queue, binaryData: Database}}}");
    platform.awaitReady("busy-files");
  }

  private static String version(String version) {
    return "services: {n8n: {version: %s, settings: {mode: Queue}}}".formatted(version);
  }

  /** How many by component. */
  private Map<String, Long> pods(String tenant) {
    return platform.client().pods().inNamespace(namespace(tenant)).list().getItems().stream()
        .map(N8nQueueTest::component)
        .filter(component -> !component.equals("migrate"))
        .collect(Collectors.groupingBy(component -> component, Collectors.counting()));
  }

  private static String component(Pod pod) {
    return pod.getMetadata().getLabels().getOrDefault(Names.COMPONENT_LABEL, "");
  }

  private List<String> pods(String tenant, String component) {
    return platform
        .client()
        .pods()
        .inNamespace(namespace(tenant))
        .withLabel(Names.COMPONENT_LABEL, component)
        .list()
        .getItems()
        .stream()
        .map(pod -> pod.getMetadata().getUid())
        .toList();
  }

  /** Of the Deployments that run n8n itself, by name. */
  private Map<String, String> versions(String tenant) {
    Map<String, String> versions = new TreeMap<>();
    for (Deployment deployment : deployments(tenant)) {
      if (!deployment.getMetadata().getName().endsWith("-redis")) {
        versions.put(
            deployment.getMetadata().getName(),
            deployment
                .getSpec()
                .getTemplate()
                .getMetadata()
                .getAnnotations()
                .getOrDefault(Names.VERSION_ANNOTATION, ""));
      }
    }
    return versions;
  }

  private List<Deployment> deployments(String tenant) {
    return platform.client().apps().deployments().inNamespace(namespace(tenant)).list().getItems();
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

  /** The Service by path. */
  private Map<String, String> routes(String tenant) {
    return platform
        .client()
        .network()
        .v1()
        .ingresses()
        .inNamespace(namespace(tenant))
        .withName("n8n")
        .require()
        .getSpec()
        .getRules()
        .getFirst()
        .getHttp()
        .getPaths()
        .stream()
        .collect(
            Collectors.toMap(
                HTTPIngressPath::getPath, path -> path.getBackend().getService().getName()));
  }

  private static ServiceStatus n8n(Tenant tenant) {
    return tenant.getStatus().services().stream()
        .filter(service -> service.name().equals("n8n"))
        .findFirst()
        .orElseThrow();
  }
}
