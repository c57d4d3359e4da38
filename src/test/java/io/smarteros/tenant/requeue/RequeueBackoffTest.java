package io.smarteros.tenant.requeue;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class RequeueBackoffTest {
  private static final Duration SOON = Duration.ofSeconds(2);

  private final ManualClock clock = new ManualClock();
  private final RequeueBackoff patience = new RequeueBackoff(clock);

  @Test
  void what_does_not_change_is_looked_at_ever_more_seldom() {
    assertThat(visits("starting", 7)).containsExactly(2L, 2L, 4L, 8L, 16L, 30L, 30L);
  }

  @Test
  void a_change_is_followed_closely() {
    visits("starting", 7);

    assertThat(visits("answers 503", 3)).containsExactly(2L, 2L, 4L);
  }

  @Test
  void passes_that_events_cause_in_between_do_not_count() {
    for (int event = 0; event < 20; event++) {
      assertThat(patience.waiting("acme", "starting").forProgress(SOON)).isEqualTo(SOON);
    }
  }

  @Test
  void who_asks_for_a_later_visit_gets_it() {
    visits("ready", 7);

    Duration later = Duration.ofMinutes(10);

    assertThat(patience.waiting("acme", "ready").forProgress(later)).isEqualTo(later);
  }

  @Test
  void tenants_do_not_wait_for_each_other() {
    visits("starting", 7);

    assertThat(patience.waiting("other", "starting").forProgress(SOON)).isEqualTo(SOON);
    patience.forget("acme");
    assertThat(patience.waiting("acme", "starting").forProgress(SOON)).isEqualTo(SOON);
  }

  @Test
  void what_only_a_person_can_help_with_is_looked_at_after_as_long_again() {
    List<Long> pauses = new ArrayList<>();
    for (int visit = 0; visit < 6; visit++) {
      Duration pause = patience.waiting("acme", "blocked").forPerson(RequeueDelays.WHEN_BLOCKED);
      pauses.add(pause.toSeconds());
      clock.advance(pause);
    }

    assertThat(pauses).containsExactly(30L, 30L, 60L, 120L, 240L, 480L);
  }

  private List<Long> visits(String state, int times) {
    List<Long> pauses = new ArrayList<>();
    for (int visit = 0; visit < times; visit++) {
      Duration pause = patience.waiting("acme", state).forProgress(SOON);
      pauses.add(pause.toSeconds());
      clock.advance(pause);
    }
    return pauses;
  }
}
