package io.smarteros.tenant.observability;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.testkit.ManualClock;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EventThrottleTest {
  private final ManualClock clock = new ManualClock();
  private final EventThrottle throttle = new EventThrottle(clock);

  @Test
  void the_same_comes_through_once_in_ten_minutes() {
    assertThat(throttle.letsThrough("acme", "a")).isTrue();
    clock.advance(Duration.ofSeconds(599));
    assertThat(throttle.letsThrough("acme", "a")).isFalse();
    clock.advance(Duration.ofSeconds(1));
    assertThat(throttle.letsThrough("acme", "a")).isTrue();
  }

  @Test
  void other_events_and_other_tenants_are_not_held_back() {
    assertThat(throttle.letsThrough("acme", "a")).isTrue();
    assertThat(throttle.letsThrough("acme", "b")).isTrue();
    assertThat(throttle.letsThrough("umbrella", "a")).isTrue();
  }

  @Test
  void a_tenant_whose_events_all_differ_is_held_back_alone() {
    long through =
        IntStream.range(0, 1_000).filter(i -> throttle.letsThrough("acme", "event" + i)).count();
    assertThat(through).isEqualTo(20);
    assertThat(throttle.letsThrough("umbrella", "a")).isTrue();

    clock.advance(Duration.ofMinutes(10));
    assertThat(throttle.letsThrough("acme", "event0")).isTrue();
  }

  @Test
  void all_tenants_together_have_a_bound() {
    long through =
        IntStream.range(0, 5_000).filter(i -> throttle.letsThrough("tenant" + i, "a")).count();
    assertThat(through).isEqualTo(2_000);
  }
}
