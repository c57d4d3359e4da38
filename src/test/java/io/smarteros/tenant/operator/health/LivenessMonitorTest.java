package io.smarteros.tenant.operator.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.testkit.ManualClock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LivenessMonitorTest {
  private final ManualClock clock = new ManualClock();
  private final LivenessMonitor monitor =
      new LivenessMonitor(
          new LivenessMonitor.Bounds(
              Duration.ofMinutes(10), Duration.ofMinutes(15), Duration.ofMinutes(5)),
          clock);

  @BeforeEach
  void acts() {
    monitor.watch();
  }

  @Test
  void a_replica_that_stands_by_is_alive_for_ever() {
    var standby = new LivenessMonitor(LivenessMonitor.Bounds.DEFAULT, clock);
    standby.submitted("Tenant acme");
    clock.advance(Duration.ofDays(30));
    assertThat(standby.check().problems()).isEmpty();

    standby.watch();
    assertThat(standby.check().problems()).as("all counts from now").isEmpty();
    clock.advance(Duration.ofMinutes(16));
    assertThat(standby.check().problems())
        .contains("1 objects are waiting, and no reconciliation has ended for 16m");
  }

  @Test
  void an_idle_operator_is_alive_for_ever() {
    passWithBeats(Duration.ofHours(24));
    assertAlive();
  }

  @Test
  void passes_that_end_are_fine() {
    monitor.submitted("Tenant acme");
    monitor.began("Tenant acme");
    passWithBeats(Duration.ofMinutes(10));
    assertAlive();
    monitor.ended("Tenant acme");
    passWithBeats(Duration.ofHours(1));
    assertAlive();
  }

  @Test
  void a_pass_that_never_ends_is_noticed() {
    monitor.began("Tenant acme");
    passWithBeats(Duration.ofMinutes(11));
    assertThat(monitor.check().problems())
        .containsExactly("the reconciliation of Tenant acme has not ended for 11m");
  }

  @Test
  void a_queue_that_nobody_serves_is_noticed() {
    monitor.submitted("Tenant acme");
    monitor.submitted("Tenant umbrella");
    passWithBeats(Duration.ofMinutes(15));
    assertAlive();
    passWithBeats(Duration.ofMinutes(1));
    assertThat(monitor.check().problems())
        .containsExactly("2 objects are waiting, and no reconciliation has ended for 16m");
  }

  @Test
  void a_long_queue_is_fine_as_long_as_passes_end() {
    monitor.submitted("Tenant last");
    for (int i = 0; i < 100; i++) {
      monitor.began("Tenant first");
      passWithBeats(Duration.ofMinutes(5));
      monitor.ended("Tenant first");
      assertAlive();
    }
  }

  @Test
  void a_wait_counts_from_its_own_start_not_from_the_last_pass() {
    passWithBeats(Duration.ofHours(1));
    monitor.submitted("Tenant acme");
    passWithBeats(Duration.ofMinutes(15));
    assertAlive();
  }

  @Test
  void a_skipped_pass_no_longer_waits() {
    monitor.submitted("Tenant acme");
    monitor.ended("Tenant acme");
    passWithBeats(Duration.ofHours(1));
    assertAlive();
  }

  @Test
  void an_executor_that_runs_nothing_is_noticed() {
    clock.advance(Duration.ofSeconds(301));
    assertThat(monitor.check().problems()).containsExactly("the executor has run no task for 5m1s");
    monitor.beat();
    assertAlive();
  }

  @Test
  void a_beat_that_waits_behind_a_thousand_passes_is_no_silence() {
    for (int i = 0; i < 1000; i++) {
      monitor.began("Tenant some");
      clock.advance(Duration.ofMinutes(1));
      monitor.ended("Tenant some");
      assertAlive();
    }
  }

  @Test
  void the_sdk_reports_its_passes() {
    var metrics = new LivenessMetrics(monitor);
    var acme = new Tenant();
    acme.getMetadata().setName("acme");

    metrics.reconciliationSubmitted(acme, null, Map.of());
    metrics.reconciliationStarted(acme, Map.of());
    passWithBeats(Duration.ofMinutes(20));
    assertThat(monitor.check().problems())
        .containsExactly("the reconciliation of Tenant acme has not ended for 20m");

    metrics.reconciliationFinished(acme, null, Map.of());
    assertAlive();
  }

  private void passWithBeats(Duration duration) {
    clock.advance(duration);
    monitor.beat();
  }

  private void assertAlive() {
    assertThat(monitor.check().problems()).isEmpty();
  }
}
