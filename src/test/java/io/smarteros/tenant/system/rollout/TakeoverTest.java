package io.smarteros.tenant.system.rollout;

import static java.util.stream.Collectors.toUnmodifiableMap;
import static java.util.stream.Collectors.toUnmodifiableSet;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.local.operator.OperatorProcess;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.operator.AnotherBuild;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.PlatformTest;
import io.smarteros.tenant.testkit.platform.Scene;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An operator of another build takes over tenants that run. */
@PlatformTest
final class TakeoverTest {
  private static final List<String> TENANTS = List.of("fleet-a", "fleet-b", "fleet-c");

  private final Platform platform;
  private final Scene scene;

  TakeoverTest(Platform platform) {
    this.platform = platform;
    this.scene = new Scene(platform);
  }

  @AfterEach
  void leave() {
    scene.close();
  }

  @Test
  void pods_that_need_not_change_stay_and_the_others_change_one_tenant_after_the_other() {
    scene.tenantClass("paced", "rollout: {maxUnavailable: 1}");
    TENANTS.forEach(
        name -> scene.tenant(name, "className: paced", "services: {n8n: {}, botpress: {}}"));
    TENANTS.forEach(platform::awaitReady);
    Map<String, Set<String>> podsBefore = pods();

    platform.whileStopped(
        () -> {
          takeOver(AnotherBuild.OfLabels.class, this::objectsAreLabelled);
          assertThat(pods()).as("pods under a build that changes none").isEqualTo(podsBefore);

          try (AvailabilityHistory history = AvailabilityHistory.begin(platform, TENANTS)) {
            takeOver(AnotherBuild.OfPods.class, this::podsAreLabelled);
            assertThat(history.mostUnavailableAtOnce())
                .as("tenants that were unavailable at the same time")
                .isEqualTo(1);
          }
        });

    TENANTS.forEach(platform::awaitReady);
  }

  private void takeOver(Class<?> build, Predicate<String> isDone) {
    try (OperatorProcess operator = platform.anotherOperator(build)) {
      operator.start();
      for (String tenant : TENANTS) {
        Await.until(
            "%s to be taken over by %s".formatted(tenant, build.getSimpleName()),
            Platform.PATIENCE,
            () -> isDone.test(tenant));
      }
      TENANTS.forEach(platform::lookAgain);
      TENANTS.forEach(platform::awaitReady);
      operator.kill();
    }
  }

  private boolean objectsAreLabelled(String tenant) {
    return deployments(tenant).stream()
        .allMatch(one -> one.getMetadata().getLabels().containsKey(AnotherBuild.LABEL));
  }

  private boolean podsAreLabelled(String tenant) {
    return podsOf(tenant).stream()
            .allMatch(one -> one.getMetadata().getLabels().containsKey(AnotherBuild.LABEL))
        && platform.isReady(tenant);
  }

  private List<Deployment> deployments(String tenant) {
    return platform.client().apps().deployments().inNamespace("tenant-" + tenant).list().getItems();
  }

  private Map<String, Set<String>> pods() {
    return TENANTS.stream()
        .collect(
            toUnmodifiableMap(
                tenant -> tenant,
                tenant ->
                    podsOf(tenant).stream()
                        .map(pod -> pod.getMetadata().getUid())
                        .collect(toUnmodifiableSet())));
  }

  private List<Pod> podsOf(String tenant) {
    return platform
        .client()
        .pods()
        .inNamespace("tenant-" + tenant)
        .withLabel(Names.TENANT_LABEL, tenant)
        .list()
        .getItems();
  }
}
