package io.smarteros.tenant.tenantclass;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.tenantclass.PeriodicChecks.Result;
import io.smarteros.tenant.testkit.ManualClock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class PeriodicChecksTest {
  private static final Duration MINUTE = Duration.ofMinutes(1);

  private final ManualClock clock = new ManualClock();
  private final List<String> looked = new ArrayList<>();
  private final List<Runnable> underWay = new ArrayList<>();
  private Optional<Finding> next = Optional.of(new Finding.Holds("first"));
  private final PeriodicChecks<String> checks =
      new PeriodicChecks<>(clock, underWay::add, this::look);

  @Test
  void nobody_waits_for_a_look() {
    assertThat(checks.finding("uid", "server")).isEqualTo(new Finding.NotYet());

    finish();

    assertThat(checks.finding("uid", "server")).isEqualTo(new Finding.Holds("first"));
  }

  @Test
  void there_is_one_look_at_a_time() {
    checks.finding("uid", "server");
    clock.advance(MINUTE.multipliedBy(10));
    checks.finding("uid", "server");

    assertThat(underWay).hasSize(1);
  }

  @Test
  void what_was_found_stands_while_it_is_looked_at_again_when_it_is_old() {
    checks.finding("uid", "server");
    finish();
    next = Optional.of(new Finding.Holds("second"));
    clock.advance(MINUTE.minusMillis(1));
    checks.finding("uid", "server");
    assertThat(underWay).as("looks at what is not old").isEmpty();

    clock.advance(Duration.ofMillis(1));
    assertThat(checks.finding("uid", "server")).isEqualTo(new Finding.Holds("first"));
    finish();

    assertThat(checks.finding("uid", "server")).isEqualTo(new Finding.Holds("second"));
    assertThat(looked).containsExactly("server", "server");
  }

  @Test
  void something_else_is_looked_at_at_once() {
    checks.finding("uid", "server");
    finish();

    assertThat(checks.finding("uid", "another server")).isEqualTo(new Finding.NotYet());
    finish();

    assertThat(looked).containsExactly("server", "another server");
  }

  @Test
  void a_look_that_says_nothing_leaves_what_was_found_before() {
    checks.finding("uid", "server");
    finish();
    clock.advance(MINUTE);
    next = Optional.empty();
    checks.finding("uid", "server");
    finish();

    assertThat(checks.finding("uid", "server")).isEqualTo(new Finding.Holds("first"));
  }

  @Test
  void a_look_that_fails_is_not_the_last_one() {
    PeriodicChecks<String> failing =
        new PeriodicChecks<>(
            clock,
            underWay::add,
            question -> {
              looked.add(question);
              throw new IllegalStateException("a bug");
            });
    failing.finding("uid", "server");
    finish();
    clock.advance(MINUTE);
    failing.finding("uid", "server");
    finish();

    assertThat(looked).hasSize(2);
  }

  @Test
  void a_class_that_is_gone_is_forgotten() {
    checks.finding("uid", "server");
    finish();

    checks.retain(Set.of());

    assertThat(checks.finding("uid", "server")).isEqualTo(new Finding.NotYet());
  }

  private Result look(String question) {
    looked.add(question);
    return new Result(next, MINUTE);
  }

  private void finish() {
    List<Runnable> begun = List.copyOf(underWay);
    underWay.clear();
    begun.forEach(Runnable::run);
  }
}
