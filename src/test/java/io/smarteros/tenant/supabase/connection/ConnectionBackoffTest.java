package io.smarteros.tenant.supabase.connection;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.testkit.ManualClock;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConnectionBackoffTest {
  private final ManualClock clock = new ManualClock();
  private final ConnectionBackoff backoff =
      new ConnectionBackoff(clock, new Random(1), () -> "secret");

  @Test
  void tenants_do_not_all_come_back_at_the_same_moment() {
    for (int failure = 0; failure < 10; failure++) {
      backoff.unreachable("Supabase does not answer");
    }

    Set<Duration> told = new HashSet<>();
    for (int tenant = 0; tenant < 100; tenant++) {
      told.add(backoff.current().orElseThrow().retryAfter());
    }

    assertThat(told).as("when a hundred tenants ask again").hasSizeGreaterThan(50);
  }
}
