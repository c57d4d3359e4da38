package io.smarteros.tenant.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.reconcile.ReconcilePace.Turns;
import io.smarteros.tenant.testkit.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class ReconcilePaceTest {
  private final ManualClock clock = new ManualClock();
  private final ReconcilePace pace = new ReconcilePace(clock);
  private final Turns acme = pace.initState();

  @Test
  void a_tenant_at_rest_is_looked_at_as_soon_as_something_changes() {
    assertThat(pace.isLimited(acme)).isEmpty();
    clock.advance(Duration.ofSeconds(10));
    assertThat(pace.isLimited(acme)).isEmpty();
  }

  @Test
  void what_comes_right_after_the_first_change_is_looked_at_as_well() {
    assertThat(pace.isLimited(acme)).isEmpty();
    assertThat(pace.isLimited(acme)).isEmpty();
  }

  @Test
  void many_changes_at_once_share_one_look_a_second() {
    int looks = 0;
    for (int change = 0; change < 100; change++) {
      looks += pace.isLimited(acme).isEmpty() ? 1 : 0;
      clock.advance(Duration.ofMillis(100));
    }
    assertThat(looks).isEqualTo(11);
  }

  @Test
  void who_is_early_is_told_when_to_come_again_and_is_then_let_in() {
    assertThat(pace.isLimited(acme)).isEmpty();
    clock.advance(Duration.ofMillis(300));
    assertThat(pace.isLimited(acme)).isEmpty();
    assertThat(pace.isLimited(acme)).contains(Duration.ofMillis(700));
    clock.advance(Duration.ofMillis(700));
    assertThat(pace.isLimited(acme)).isEmpty();
  }

  @Test
  void asking_too_early_costs_nothing() {
    assertThat(pace.isLimited(acme)).isEmpty();
    assertThat(pace.isLimited(acme)).isEmpty();
    assertThat(pace.isLimited(acme)).contains(Duration.ofSeconds(1));
    assertThat(pace.isLimited(acme)).contains(Duration.ofSeconds(1));
  }

  @Test
  void nobody_waits_for_another_tenant() {
    Turns globex = pace.initState();
    assertThat(pace.isLimited(acme)).isEmpty();
    assertThat(pace.isLimited(acme)).isEmpty();
    assertThat(pace.isLimited(globex)).isEmpty();
  }
}
