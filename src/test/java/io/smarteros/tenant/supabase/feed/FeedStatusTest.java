package io.smarteros.tenant.supabase.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.supabase.feed.FeedStatus.Watch;
import io.smarteros.tenant.testkit.CapturedLog;
import io.smarteros.tenant.testkit.ManualClock;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class FeedStatusTest {
  private final ManualClock clock = new ManualClock();
  private final FeedStatus status = new FeedStatus(clock);

  @Test
  void how_changes_are_seen_is_told_once_until_it_changes() {
    try (CapturedLog log = new CapturedLog(FeedStatus.class)) {
      status.found(SchemaMode.HARDENED);
      for (int poll = 0; poll < 3; poll++) {
        status.watches(Watch.POLLING, "polled");
      }
      status.watches(Watch.LISTENING, "seen by notifications");
      status.found(SchemaMode.BLIND);
      status.watches(Watch.NONE, "not watched. Rows are hidden");

      assertThat(log.lines())
          .containsExactly(
              "INFO The tables in Supabase are hardened; changes of rows are polled",
              "INFO The tables in Supabase are hardened; changes of rows are seen by notifications",
              "INFO The tables in Supabase hide rows from the operator, so no row's absence means"
                  + " anything; changes of rows are not watched. Rows are hidden");
    }
  }

  @Test
  void only_a_connection_that_heard_something_can_be_lost() {
    status.lost();
    assertThat(status.reconnects()).isZero();

    status.watches(Watch.LISTENING, "seen by notifications");
    status.lost();
    assertThat(status.reconnects()).isOne();
  }

  @Test
  void the_age_of_the_last_full_comparison_is_known() {
    assertThat(status.sinceFullCompare()).isEmpty();

    status.compared();
    clock.advance(Duration.ofSeconds(42));
    assertThat(status.sinceFullCompare()).contains(Duration.ofSeconds(42));
  }
}
