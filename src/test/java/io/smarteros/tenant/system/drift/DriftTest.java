package io.smarteros.tenant.system.drift;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.system.drift.Drift.Interference;
import io.smarteros.tenant.testkit.platform.AppliedObject;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.PlatformTest;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What others delete or change in a tenant's namespace is put back, also by another operator. */
@PlatformTest
@TestInstance(Lifecycle.PER_CLASS)
final class DriftTest {
  /** Before a reconciliation comes by that has another cause: a minute after the last one. */
  private static final Duration BACK = Duration.ofSeconds(30);

  private final Platform platform;
  private final Drift drift;

  DriftTest(Platform platform) {
    this.platform = platform;
    this.drift = new Drift(platform, "drift");
  }

  @BeforeAll
  void a_tenant_with_everything() {
    drift.begin();
  }

  @AfterAll
  void clean_up() {
    drift.close();
  }

  @ParameterizedTest
  @EnumSource
  void what_happened_while_the_operator_was_down_is_undone(Interference interference) {
    Map<String, AppliedObject> before = drift.replaceable();

    platform.whileStopped(() -> drift.interfere(interference, before));

    drift.awaitBack(before, interference, BACK);
    platform.awaitReady("drift");
  }

  /** One kind after the other: one that is watched would bring back the rest with it. */
  @ParameterizedTest
  @EnumSource
  void of_what_happens_to_all_kinds_but_secrets_a_watch_tells(Interference interference) {
    withoutFullResyncs(
        () -> {
          platform.lookAgain("drift");
          drift
              .watchedByKind()
              .forEach(
                  (_, before) -> {
                    platform.awaitReady("drift");
                    drift.interfere(interference, before);
                    drift.awaitBack(before, interference, BACK);
                  });
        });
  }

  @Test
  void a_namespace_that_was_made_again_gets_its_secrets_without_a_full_pass() {
    Map<String, AppliedObject> before = drift.replaceable();
    withoutFullResyncs(
        () -> {
          platform.awaitReady("drift");
          platform.kubectl("delete", "namespace", "tenant-drift", "--timeout=120s");
          // while it is on its way out there is nothing to decide yet
          Tenant asking =
              platform.await(
                  "drift",
                  "to ask what to do",
                  tenant -> !tenant.getStatus().decisions().isEmpty());

          platform.answer("drift", asking.getStatus().decisions().getFirst());

          platform.awaitReady("drift");
          assertThat(drift.replaceable()).containsOnlyKeys(before.keySet());
        });
  }

  private void withoutFullResyncs(Runnable test) {
    platform.whileStopped(
        () -> {
          try (var unhurried = platform.anotherOperator(Map.of("RESYNC_INTERVAL", "1h"))) {
            unhurried.start();
            test.run();
          }
        });
  }
}
