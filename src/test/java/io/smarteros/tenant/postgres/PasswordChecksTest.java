package io.smarteros.tenant.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.testkit.ManualClock;
import java.time.Duration;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PasswordChecksTest {
  private static final int TENANTS = 1000;

  private final ManualClock clock = new ManualClock();
  private final PasswordChecks checks = new PasswordChecks(clock);

  @Test
  void after_a_start_the_passwords_of_all_tenants_are_not_tried_at_once() {
    long most = 0;
    long tried = 0;
    for (int hour = 0; hour < 24; hour++) {
      clock.advance(Duration.ofHours(1));
      long due = tryThoseDue();
      most = Math.max(most, due);
      tried += due;
    }

    assertThat(most).as("log-ins in the worst hour").isLessThan(TENANTS / 5);
    assertThat(tried).as("log-ins on the first day").isEqualTo(TENANTS);
  }

  @Test
  void a_password_that_is_doubted_is_tried_at_once_and_then_every_five_minutes() {
    assertThat(checks.isDue("t_acme_n8n", true)).isTrue();
    checks.done("t_acme_n8n");
    clock.advance(Duration.ofMinutes(4));
    assertThat(checks.isDue("t_acme_n8n", true)).isFalse();
    clock.advance(Duration.ofMinutes(1));
    assertThat(checks.isDue("t_acme_n8n", true)).isTrue();
    assertThat(checks.isDue("t_acme_n8n", false)).isFalse();
  }

  private long tryThoseDue() {
    return IntStream.range(0, TENANTS)
        .mapToObj("t_tenant-%d_n8n"::formatted)
        .filter(role -> checks.isDue(role, false))
        .peek(checks::done)
        .count();
  }
}
