package io.smarteros.tenant.system.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.local.operator.OperatorChart;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.Scene;
import io.smarteros.tenant.testkit.platform.SharedPlatformTest;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A change of a class that sets a pace. */
@SharedPlatformTest
final class ClassRolloutTest {
  private static final String CLASS = "careful";
  private static final String PACE = "rollout: {maxUnavailable: 2, canary: {tenants: [yellow]}}";
  private static final List<String> OTHERS = List.of("green", "purple");

  private final Platform platform;
  private final Scene scene;

  ClassRolloutTest(Platform platform) {
    this.platform = platform;
    this.scene = new Scene(platform);
  }

  @AfterEach
  void leave() {
    scene.close();
  }

  @Test
  void a_mistake_reaches_the_canary_alone_and_its_correction_all() {
    scene.tenantClass(CLASS, PACE, "services: {n8n: {version: 2.41.1}}");
    for (String tenant : List.of("yellow", "green", "purple")) {
      scene.tenant(tenant, "className: " + CLASS, "services: {n8n: {}}");
    }
    OTHERS.forEach(platform::awaitReady);
    platform.awaitReady("yellow");

    scene.tenantClass(CLASS, PACE, "services: {n8n: {version: 2.14.2}}");
    platform.awaitReason("yellow", "N8nReady", "VersionRefused");
    platform.await(
        "green",
        "the message that it waits for its turn",
        tenant -> readyMessage(tenant).contains("waits for its turn in the roll-out"));
    assertThat(OTHERS).allMatch(platform::isReady);
    awaitRolledOut("False", "RolloutHalted");
    assertThat(platform.kubectl("get", "tenantclass", CLASS, "-o", "jsonpath={.status.rollout}"))
        .contains("\"phase\":\"Halted\"", "\"name\":\"yellow\"", "\"waiting\":2");
    Await.until(
        "the Event that the roll-out is halted",
        Platform.PATIENCE,
        () -> platform.kubectl("get", "events", "-n", "default").contains("RolloutHalted"));

    scene.tenantClass(CLASS, PACE, "services: {n8n: {version: 2.41.2}}");
    for (String tenant : List.of("yellow", "green", "purple")) {
      platform.await(tenant, "version 2.41.2", now -> version(now).equals(Optional.of("2.41.2")));
      platform.awaitReady(tenant);
    }
    awaitRolledOut("True", "Ready");
    Await.until(
        "the revisions that nobody follows to be deleted",
        Platform.PATIENCE,
        () -> revisions().equals(revisionsFollowedBy("green")));
    assertThat(revisionsFollowedBy("yellow")).isEqualTo(revisionsFollowedBy("green"));
  }

  private void awaitRolledOut(String status, String reason) {
    platform.kubectl(
        "wait",
        "tenantclass/" + CLASS,
        "--timeout=120s",
        "--for=jsonpath={.status.conditions[?(@.type==\"RolledOut\")].reason}=" + reason);
    assertThat(
            platform.kubectl(
                "get",
                "tenantclass",
                CLASS,
                "-o",
                "jsonpath={.status.conditions[?(@.type==\"RolledOut\")].status}"))
        .isEqualTo(status);
  }

  private List<String> revisionsFollowedBy(String tenant) {
    return Optional.ofNullable(platform.find(tenant).orElseThrow().getStatus().classRevision())
        .stream()
        .toList();
  }

  private List<String> revisions() {
    return platform
        .client()
        .apps()
        .controllerRevisions()
        .inNamespace(OperatorChart.NAMESPACE)
        .withLabel(Names.CLASS_LABEL, CLASS)
        .list()
        .getItems()
        .stream()
        .map(revision -> revision.getMetadata().getName())
        .toList();
  }

  private static String readyMessage(Tenant tenant) {
    return tenant.getStatus().conditions().stream()
        .filter(condition -> condition.type().equals("Ready"))
        .map(condition -> condition.message())
        .findFirst()
        .orElse("");
  }

  private static Optional<String> version(Tenant tenant) {
    return tenant.getStatus().services().stream()
        .map(TenantStatus.ServiceStatus::version)
        .flatMap(version -> Optional.ofNullable(version).stream())
        .findFirst();
  }
}
