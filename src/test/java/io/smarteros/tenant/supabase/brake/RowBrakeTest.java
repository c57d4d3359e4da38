package io.smarteros.tenant.supabase.brake;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.supabase.brake.RowBrake.Fleet;
import io.smarteros.tenant.supabase.brake.RowDemand.Change;
import io.smarteros.tenant.supabase.brake.RowDemand.Doubt;
import io.smarteros.tenant.testkit.ManualClock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class RowBrakeTest {
  private static final String GOLD = "gold";

  private final ManualClock clock = new ManualClock();
  private final Map<String, String> annotations = new HashMap<>();
  private final Map<String, HeldRows> statuses = new HashMap<>();
  private int tenants = 20;
  private RowBrake brake = start();

  private RowBrake start() {
    return new RowBrake(
        new Fleet(
            Map::of,
            _ -> tenants,
            name -> Optional.ofNullable(annotations.get(name)),
            name -> Optional.ofNullable(statuses.get(name))),
        clock,
        new Random(1));
  }

  private boolean follows(String tenant, Change change, Doubt... doubts) {
    return brake.admit(tenant, GOLD, new RowDemand(Set.of(change), Set.of(doubts)))
        instanceof Admission.Admitted;
  }

  private int suspended(int wanted) {
    int followed = 0;
    for (int i = 0; i < wanted; i++) {
      followed += follows("tenant-" + i, Change.SUSPENSION) ? 1 : 0;
    }
    return followed;
  }

  private HeldRows held() {
    return brake.state(GOLD).orElseThrow().held();
  }

  private void release() {
    annotations.put(GOLD, held().token());
  }

  @ParameterizedTest
  @CsvSource({"1, 3", "29, 3", "30, 3", "39, 3", "40, 4", "1000, 100"})
  void three_tenants_or_a_tenth_of_the_class_follow_their_rows_within_an_hour(
      int inClass, int followed) {
    tenants = inClass;

    assertThat(suspended(followed + 5)).isEqualTo(followed);
    assertThat(held().cause()).isEqualTo(BrakeCause.MANY_CHANGES);
    assertThat(brake.state(GOLD).orElseThrow().waiting()).hasSize(5);
  }

  @Test
  void what_one_tenant_is_asked_again_and_again_counts_once() {
    for (int i = 0; i < 10; i++) {
      assertThat(follows("acme", i % 2 == 0 ? Change.SUSPENSION : Change.SWITCH_OFF)).isTrue();
    }

    assertThat(brake.state(GOLD)).isEmpty();
  }

  @Test
  void releases_do_not_count_but_are_held_with_the_rest() {
    for (int i = 0; i < 10; i++) {
      assertThat(follows("tenant-" + i, Change.RELEASE)).isTrue();
    }
    suspended(4);

    assertThat(follows("acme", Change.RELEASE)).isFalse();
  }

  @Test
  void after_an_hour_a_tenant_counts_no_more() {
    suspended(3);
    clock.advance(ClassBrake.WINDOW);

    assertThat(follows("acme", Change.SUSPENSION)).isTrue();
  }

  @ParameterizedTest
  @EnumSource(Doubt.class)
  void a_doubt_about_the_database_holds_the_first_row_and_all_others(Doubt doubt) {
    assertThat(follows("acme", Change.NEW_ROW, doubt)).isFalse();

    assertThat(follows("globex", Change.SUSPENSION)).isFalse();
    assertThat(held().cause()).isNotEqualTo(BrakeCause.MANY_CHANGES);
  }

  @ParameterizedTest
  @CsvSource({
    "10, 1, true",
    "10, 3, true",
    "10, 4, false",
    "3, 2, false",
    "2, 1, true",
    "2, 2, false"
  })
  void a_third_fewer_rows_hold_what_rows_demand(int known, int missing, boolean follows) {
    brake.compared(known, missing);

    assertThat(follows("acme", Change.NEW_ROW)).isEqualTo(follows);
  }

  @Test
  void rows_that_are_back_are_followed() {
    brake.compared(10, 10);
    brake.compared(10, 0);

    assertThat(follows("acme", Change.SUSPENSION)).isTrue();
  }

  @Test
  void it_holds_until_the_class_has_its_token() {
    suspended(4);
    annotations.put(GOLD, "another");
    clock.advance(Duration.ofDays(1));

    assertThat(follows("acme", Change.SUSPENSION)).isFalse();

    release();
    assertThat(follows("acme", Change.SUSPENSION)).isTrue();
    assertThat(suspended(20)).isEqualTo(20);
    assertThat(brake.state(GOLD)).isEmpty();
  }

  @Test
  void what_a_person_accepted_holds_again_after_an_hour_by_another_token() {
    suspended(4);
    String first = held().token();
    release();
    suspended(20);
    clock.advance(ClassBrake.WINDOW.multipliedBy(2));

    assertThat(suspended(20)).isEqualTo(3);
    assertThat(held().token()).isNotEqualTo(first);
  }

  @Test
  void another_doubt_than_the_accepted_one_holds() {
    follows("acme", Change.NEW_ROW, Doubt.EMPTY_TABLE);
    release();

    assertThat(follows("acme", Change.NEW_ROW, Doubt.EMPTY_TABLE)).isTrue();
    assertThat(follows("acme", Change.MOVE, Doubt.OTHER_DATABASE)).isFalse();
  }

  @Test
  void what_is_held_stays_held_when_the_operator_is_restarted() {
    suspended(4);
    statuses.put(GOLD, held());

    brake = start();

    assertThat(follows("acme", Change.SUSPENSION)).isFalse();
    assertThat(held()).isEqualTo(statuses.get(GOLD));
  }

  @Test
  void each_class_has_a_brake_of_its_own() {
    suspended(4);

    assertThat(brake.admit("acme", "silver", new RowDemand(Set.of(Change.SUSPENSION), Set.of())))
        .isInstanceOf(Admission.Admitted.class);
  }

  @Test
  void tenants_that_were_deleted_still_count() {
    for (int i = 0; i < 3; i++) {
      assertThat(follows("tenant-" + i, Change.DELETION)).isTrue();
      brake.forget("tenant-" + i);
    }

    assertThat(follows("acme", Change.DELETION)).isFalse();
  }

  @Test
  void one_release_accepts_all_that_was_seen_meanwhile() {
    follows("acme", Change.NEW_ROW, Doubt.EMPTY_TABLE);
    brake.compared(10, 10);
    follows("globex", Change.NEW_ROW, Doubt.EMPTY_TABLE);
    release();

    assertThat(follows("acme", Change.NEW_ROW, Doubt.EMPTY_TABLE)).isTrue();
    assertThat(follows("globex", Change.NEW_ROW)).isTrue();
  }

  @Test
  void who_asks_nothing_any_more_or_is_gone_does_not_wait() {
    suspended(5);
    brake.asksNothing("tenant-3", GOLD);
    brake.forget("tenant-4");

    assertThat(brake.state(GOLD).orElseThrow().waiting()).isEmpty();
  }
}
