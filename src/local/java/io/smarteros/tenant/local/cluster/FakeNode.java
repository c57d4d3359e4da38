package io.smarteros.tenant.local.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A node on which kwok plays the kubelet: pods become Running and Ready, and nothing runs. */
final class FakeNode {
  static final String ANNOTATION = "kwok.x-k8s.io/node";
  static final String FAKE = "fake";

  private static final String NAME = "fake-node";
  private static final long READY_SECONDS = 60;

  private FakeNode() {}

  /** Returns when the node is Ready. */
  static void create(KubernetesClient client) {
    Map<String, Quantity> plenty =
        Map.of(
            "cpu", new Quantity("100k"),
            "memory", new Quantity("1Pi"),
            "ephemeral-storage", new Quantity("1Pi"),
            "pods", new Quantity("100k"));
    Node node =
        new NodeBuilder()
            .withNewMetadata()
            .withName(NAME)
            .addToAnnotations(ANNOTATION, FAKE)
            .addToLabels("kubernetes.io/hostname", NAME)
            .addToLabels("kubernetes.io/os", "linux")
            .addToLabels("kubernetes.io/arch", "amd64")
            .endMetadata()
            .withNewStatus()
            .withCapacity(plenty)
            .withAllocatable(plenty)
            .endStatus()
            .build();
    client.resource(node).create();
    client
        .nodes()
        .withName(NAME)
        .waitUntilCondition(
            seen -> Objects.nonNull(seen) && isReady(seen), READY_SECONDS, TimeUnit.SECONDS);
  }

  private static boolean isReady(Node node) {
    return node.getStatus().getConditions().stream()
        .anyMatch(
            condition ->
                condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }
}
