package io.smarteros.tenant.requeue;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.testkit.ManualClock;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

final class ResyncScheduleTest {
  private static final Duration INTERVAL = Duration.ofMinutes(10);

  private final ManualClock clock = new ManualClock();
  private final ResyncSchedule schedule = new ResyncSchedule(clock, drawing(0), INTERVAL);

  @Test
  void after_a_start_every_tenant_is_due() {
    assertThat(schedule.isDue("acme")).isTrue();
    assertThat(schedule.untilDue("acme")).isZero();
  }

  @Test
  void a_tenant_that_was_looked_at_is_due_again_after_the_interval() {
    schedule.done("acme");
    assertThat(schedule.untilDue("acme")).isEqualTo(INTERVAL);

    clock.advance(INTERVAL.minusMillis(1));
    assertThat(schedule.isDue("acme")).as("a moment before").isFalse();
    clock.advance(Duration.ofMillis(1));
    assertThat(schedule.isDue("acme")).as("after the interval").isTrue();
    clock.advance(Duration.ofMinutes(1));
    assertThat(schedule.untilDue("acme")).as("overdue").isZero();
  }

  @Test
  void the_tenants_are_spread_over_the_last_fifth_of_the_interval() {
    ResyncSchedule early = new ResyncSchedule(clock, drawing(0.5), INTERVAL);
    early.done("acme");

    assertThat(early.untilDue("acme")).isEqualTo(Duration.ofMinutes(9));
  }

  @Test
  void each_tenant_has_its_own_time() {
    schedule.done("acme");

    assertThat(schedule.isDue("globex")).isTrue();
  }

  @Test
  void a_tenant_that_is_forgotten_is_due() {
    schedule.done("acme");
    schedule.forget("acme");

    assertThat(schedule.isDue("acme")).isTrue();
  }

  private static RandomGenerator drawing(double number) {
    return new RandomGenerator() {
      @Override
      public double nextDouble() {
        return number;
      }

      @Override
      public long nextLong() {
        throw new UnsupportedOperationException("only nextDouble is drawn");
      }
    };
  }
}
