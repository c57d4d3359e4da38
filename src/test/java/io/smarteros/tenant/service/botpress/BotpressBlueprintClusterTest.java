package io.smarteros.tenant.service.botpress;

import io.smarteros.tenant.local.ClusterTest;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.testkit.blueprint.BlueprintOnServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Botpress's objects on a real API server. */
@ClusterTest
@TestInstance(Lifecycle.PER_CLASS)
final class BotpressBlueprintClusterTest {
  private final BlueprintOnServer server;

  BotpressBlueprintClusterTest(LocalCluster cluster) {
    this.server = new BlueprintOnServer(cluster.client(), "botpress-blueprint", "restricted");
  }

  @AfterAll
  void leave() {
    server.close();
  }

  @ParameterizedTest
  @MethodSource("io.smarteros.tenant.service.botpress.BotpressBlueprintTest#tenants")
  void the_server_keeps_every_value_as_it_was_sent(BotpressPlans plans) {
    server.assertKeptAsSent(plans.objects());
  }

  @ParameterizedTest
  @MethodSource("io.smarteros.tenant.service.botpress.BotpressBlueprintTest#tenants")
  void the_pod_may_run_under_pod_security_restricted(BotpressPlans plans) {
    server.assertPodsMayRun(plans.objects());
  }
}
