package io.smarteros.tenant.local;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class LocalClusterTest {
  private static LocalCluster cluster;

  @BeforeAll
  static void start() {
    cluster = LocalCluster.start(Binaries.build(System.out::println), System.out::println, "alice");
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void a_deployment_becomes_available() {
    apply(deployment("good", "docker.io/library/anything:1.0"));

    assertThat(
            cluster.kubectl(
                LocalCluster.ADMIN,
                "wait",
                "--for=condition=Available",
                "--timeout=60s",
                "deployment/good"))
        .returns(0, KubectlResult::exitCode);
  }

  @Test
  void an_image_that_cannot_be_pulled_never_becomes_ready() {
    apply(deployment("bad", "docker.io/library/anything:does-not-exist"));

    Await.until(
        "the pod to say that its image cannot be pulled",
        Duration.ofMinutes(1),
        () -> waitingReason("bad").equals(Optional.of("ImagePullBackOff")));
    assertThat(
            cluster
                .client()
                .apps()
                .deployments()
                .inNamespace("default")
                .withName("bad")
                .get()
                .getStatus()
                .getAvailableReplicas())
        .as("available replicas")
        .isIn(null, 0);
  }

  private static Optional<String> waitingReason(String app) {
    return cluster
        .client()
        .pods()
        .inNamespace("default")
        .withLabel("app", app)
        .list()
        .getItems()
        .stream()
        .map(Pod::getStatus)
        .flatMap(status -> status.getContainerStatuses().stream())
        .map(container -> container.getState().getWaiting())
        .flatMap(waiting -> Optional.ofNullable(waiting).stream())
        .map(waiting -> waiting.getReason())
        .findFirst();
  }

  private static void apply(String yaml) {
    cluster.kubectlWithInput(LocalCluster.ADMIN, yaml, "apply", "-f", "-").orFail();
  }

  private static String deployment(String name, String image) {
    return """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: %1$s, namespace: default}
    spec:
      selector: {matchLabels: {app: %1$s}}
      template:
        metadata: {labels: {app: %1$s}}
        spec:
          containers: [{name: main, image: "%2$s"}]
    """
        .formatted(name, image);
  }
}
