package io.smarteros.tenant.service.chatwoot;

import io.smarteros.tenant.local.ClusterTest;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.testkit.blueprint.BlueprintOnServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Chatwoot's objects on a real API server. */
@ClusterTest
@TestInstance(Lifecycle.PER_CLASS)
final class ChatwootBlueprintClusterTest {
  private final BlueprintOnServer server;

  ChatwootBlueprintClusterTest(LocalCluster cluster) {
    this.server = new BlueprintOnServer(cluster.client(), "chatwoot-blueprint", "baseline");
  }

  @AfterAll
  void leave() {
    server.close();
  }

  @ParameterizedTest
  @MethodSource("io.smarteros.tenant.service.chatwoot.ChatwootBlueprintTest#tenants")
  void the_server_keeps_every_value_as_it_was_sent(ChatwootPlans plans) {
    server.assertKeptAsSent(plans.objects());
  }

  @ParameterizedTest
  @MethodSource("io.smarteros.tenant.service.chatwoot.ChatwootBlueprintTest#tenants")
  void the_pods_may_run_under_pod_security_baseline(ChatwootPlans plans) {
    server.assertPodsMayRun(plans.objects());
  }
}
