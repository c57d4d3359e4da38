package io.smarteros.tenant.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.testkit.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

final class DeadlineTest {
  private final ManualClock clock = new ManualClock();
  private final Deadline deadline = Deadline.in(Duration.ofSeconds(20), clock);

  @Test
  void a_call_gets_its_time_or_what_is_left() {
    assertThat(deadline.atMost(Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(10));

    clock.advance(Duration.ofSeconds(15));

    assertThat(deadline.atMost(Duration.ofSeconds(10))).isEqualTo(Duration.ofSeconds(5));
    assertThat(deadline.hasPassed()).isFalse();
  }

  @Test
  void nothing_is_left_once_it_has_passed() {
    clock.advance(Duration.ofSeconds(21));

    assertThat(deadline.left()).isZero();
    assertThat(deadline.atMost(Duration.ofSeconds(10))).isZero();
    assertThat(deadline.hasPassed()).isTrue();
  }
}
