package io.smarteros.tenant.system.rollout;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.operator.OperatorProcess;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.operator.StagedOperator;
import io.smarteros.tenant.system.rollout.RolloutHistory.Step;
import io.smarteros.tenant.system.rollout.RolloutHistory.Version;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.PlatformTest;
import io.smarteros.tenant.testkit.platform.RecordHistory;
import io.smarteros.tenant.testkit.platform.Scene;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** An application that comes up in stages, with a Job between them. */
@PlatformTest
final class StagedRolloutTest {
  private final Platform platform;
  private final Scene scene;

  StagedRolloutTest(Platform platform) {
    this.platform = platform;
    this.scene = new Scene(platform);
  }

  @AfterEach
  void leave() {
    scene.close();
  }

  @Test
  void an_operator_that_is_killed_at_any_gate_goes_on_and_runs_no_job_twice() {
    platform.whileStopped(this::comeUpAndUpgrade);
  }

  private void comeUpAndUpgrade() {
    try (OperatorProcess operator = platform.anotherOperator(StagedOperator.class);
        RecordHistory generated = RecordHistory.begin(platform);
        RolloutHistory history = RolloutHistory.begin(platform)) {
      rollOut("2.41.1", EnumSet.allOf(Step.class), operator, history);
      rollOut("2.41.2", EnumSet.of(Step.JOB_THERE, Step.COMPLETION_IN_RECORD), operator, history);
      assertThat(generated.changed()).as("generated values that were generated again").isEmpty();
    }
  }

  /** For each step a tenant, during whose rollout the operator is killed once that was seen. */
  private void rollOut(
      String version, Set<Step> steps, OperatorProcess operator, RolloutHistory history) {
    for (Step step : steps) {
      scene.tenant(tenant(step), "services: {n8n: {version: %s}}".formatted(version));
      operator.start();
      Await.until(
          "%s of %s: %s".formatted(version, tenant(step), step),
          Platform.PATIENCE,
          () -> history.has(new Version(tenant(step), version), step));
      operator.kill();
    }
    operator.start();
    for (Step step : steps) {
      platform.awaitReady(tenant(step));
    }
    operator.kill();

    for (Step step : steps) {
      Version rollout = new Version(tenant(step), version);
      assertThat(history.inOrder(rollout))
          .as("what came after what in %s", rollout)
          .containsExactly(Step.values());
      assertThat(history.jobs(rollout)).as("Jobs of %s", rollout).isEqualTo(1);
    }
  }

  private static String tenant(Step step) {
    return "staged-" + step.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
