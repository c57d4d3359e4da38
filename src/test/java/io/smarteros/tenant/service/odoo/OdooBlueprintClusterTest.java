package io.smarteros.tenant.service.odoo;

import io.smarteros.tenant.local.ClusterTest;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.testkit.blueprint.BlueprintOnServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Odoo's objects on a real API server. */
@ClusterTest
@TestInstance(Lifecycle.PER_CLASS)
final class OdooBlueprintClusterTest {
  private final BlueprintOnServer server;

  OdooBlueprintClusterTest(LocalCluster cluster) {
    this.server = new BlueprintOnServer(cluster.client(), "odoo-blueprint", "restricted");
  }

  @AfterAll
  void leave() {
    server.close();
  }

  @ParameterizedTest
  @MethodSource("io.smarteros.tenant.service.odoo.OdooBlueprintTest#tenants")
  void the_server_keeps_every_value_as_it_was_sent(OdooPlans plans) {
    server.assertKeptAsSent(plans.objects());
  }

  @ParameterizedTest
  @MethodSource("io.smarteros.tenant.service.odoo.OdooBlueprintTest#tenants")
  void its_pods_may_run_under_pod_security_restricted(OdooPlans plans) {
    server.assertPodsMayRun(plans.objects());
  }
}
