package io.smarteros.tenant.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.reconcile.ReconcileRateLimiter.Turns;
import io.smarteros.tenant.testkit.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ReconcileRateLimiterTest {
  private final ManualClock clock = new ManualClock();
  private final ReconcileRateLimiter limiter = new ReconcileRateLimiter(clock);
  private final Turns acme = limiter.initState();

  @Test
  void a_tenant_at_rest_is_looked_at_as_soon_as_something_changes() {
    assertThat(limiter.isLimited(acme)).isEmpty();
    clock.advance(Duration.ofSeconds(10));
    assertThat(limiter.isLimited(acme)).isEmpty();
  }

  @Test
  void what_comes_right_after_the_first_change_is_looked_at_as_well() {
    assertThat(limiter.isLimited(acme)).isEmpty();
    assertThat(limiter.isLimited(acme)).isEmpty();
  }

  @Test
  void many_changes_at_once_share_one_look_a_second() {
    int looks = 0;
    for (int change = 0; change < 100; change++) {
      looks += limiter.isLimited(acme).isEmpty() ? 1 : 0;
      clock.advance(Duration.ofMillis(100));
    }
    assertThat(looks).isEqualTo(11);
  }

  @Test
  void who_is_early_is_told_when_to_come_again_and_is_then_let_in() {
    assertThat(limiter.isLimited(acme)).isEmpty();
    clock.advance(Duration.ofMillis(300));
    assertThat(limiter.isLimited(acme)).isEmpty();
    assertThat(limiter.isLimited(acme)).contains(Duration.ofMillis(700));
    clock.advance(Duration.ofMillis(700));
    assertThat(limiter.isLimited(acme)).isEmpty();
  }

  @Test
  void asking_too_early_costs_nothing() {
    assertThat(limiter.isLimited(acme)).isEmpty();
    assertThat(limiter.isLimited(acme)).isEmpty();
    assertThat(limiter.isLimited(acme)).contains(Duration.ofSeconds(1));
    assertThat(limiter.isLimited(acme)).contains(Duration.ofSeconds(1));
  }

  @Test
  void nobody_waits_for_another_tenant() {
    Turns globex = limiter.initState();
    assertThat(limiter.isLimited(acme)).isEmpty();
    assertThat(limiter.isLimited(acme)).isEmpty();
    assertThat(limiter.isLimited(globex)).isEmpty();
  }
}
