package io.smarteros.tenant.chart;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.Await;
import io.smarteros.tenant.local.Binaries;
import io.smarteros.tenant.local.OperatorChart;
import io.smarteros.tenant.testkit.Platform;
import io.smarteros.tenant.testkit.PlatformTest;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * The chart grants what the operator does, and nothing else: by the audit log of all that it did in
 * this run, and at least the whole life of a tenant here.
 */
@PlatformTest
final class RightsTest {
  private static final String LATER = "for applications that come later";
  private static final List<Excuse> EXCUSES = List.of();

  private final Platform platform;
  private final OperatorChart chart;

  RightsTest(Platform platform, Binaries binaries) {
    this.platform = platform;
    this.chart = new OperatorChart(binaries);
  }

  @Test
  void what_the_operator_does_it_may_and_what_it_may_it_does() {
    the_life_of_a_tenant();
    an_election();

    Rights rights = Rights.of(Manifests.parse(chart.render()), OperatorChart.user());
    assertThat(
            rights.complaints(
                platform.requests().all(), EXCUSES, namespace -> namespace.startsWith("tenant-")))
        .isEmpty();
  }

  private void the_life_of_a_tenant() {
    platform.applyTenant(
        "rightful",
        """
        displayName: Rightful
        adminEmail: it@rightful.example
        deletionPolicy: Delete
        services: {n8n: {settings: {binaryData: Volume}}}
        """);
    platform.awaitReady("rightful");
    platform.applyTenant(
        "rightful",
        """
        displayName: Rightful
        adminEmail: it@rightful.example
        deletionPolicy: Delete
        services: {n8n: {enabled: false}}
        """);
    platform.awaitReady("rightful");
    platform.kubectl("annotate", "tenant", "rightful", "smarteros.io/confirm-delete=rightful");
    platform.deleteTenant("rightful");
  }

  private void an_election() {
    platform.operator().stop();
    try (var elected = platform.anotherOperator(Map.of("LEADER_ELECTION", "true"))) {
      elected.start();
      Await.until("the only replica to lead", Platform.PATIENCE, elected::leads);
    }
    platform.operator().restart();
  }
}
