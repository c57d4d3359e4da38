package io.smarteros.tenant.service.n8n;

import io.smarteros.tenant.local.ClusterTest;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.testkit.blueprint.BlueprintOnServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** n8n's objects on a real API server. */
@ClusterTest
@TestInstance(Lifecycle.PER_CLASS)
final class N8nBlueprintClusterTest {
  private final LocalCluster cluster;
  private final BlueprintOnServer server;

  N8nBlueprintClusterTest(LocalCluster cluster) {
    this.cluster = cluster;
    this.server = new BlueprintOnServer(cluster.client(), "n8n-blueprint", "restricted");
  }

  @AfterAll
  void leave() {
    server.close();
  }

  static List<N8nPlans> tenants() {
    return List.of(
        N8nPlans.usual(),
        N8nPlans.usual().suspended(),
        N8nPlans.everything(),
        N8nPlans.usual(),
        N8nPlans.queue(),
        N8nPlans.queue().suspended());
  }

  @ParameterizedTest
  @MethodSource("tenants")
  void the_server_keeps_every_value_as_it_was_sent(N8nPlans plans) {
    server.assertKeptAsSent(Golden.objects(plans));
  }

  /** In a namespace of its own: the storage class of a volume can never change. */
  @Test
  void the_server_keeps_all_that_can_be_asked_for_with_a_queue() {
    try (BlueprintOnServer another =
        new BlueprintOnServer(cluster.client(), "n8n-blueprint-queue", "restricted")) {
      another.assertKeptAsSent(Golden.objects(N8nPlans.everythingWithQueue()));
    }
  }

  static List<N8nPlans> allPods() {
    return List.of(N8nPlans.everything(), N8nPlans.queue(), N8nPlans.everythingWithQueue());
  }

  @ParameterizedTest
  @MethodSource("allPods")
  void the_pods_may_run_under_pod_security_restricted(N8nPlans plans) {
    server.assertPodsMayRun(Golden.objects(plans));
  }
}
