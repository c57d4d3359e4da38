package io.smarteros.tenant.tenantclass;

import static io.smarteros.tenant.api.ConditionType.READY;
import static io.smarteros.tenant.api.ConditionType.ROLLED_OUT;
import static io.smarteros.tenant.api.ConditionType.STALLED;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.tenantclass.TenantClassStatus;
import io.smarteros.tenant.condition.ConditionDraft;
import io.smarteros.tenant.observability.EventMessage;
import io.smarteros.tenant.testkit.ManualClock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class ClassEventsTest {
  private static final TenantClassStatus WELL =
      status(is(READY, true, Reason.READY, "Ready for Tenants"), notStalled());
  private static final TenantClassStatus NO_SECRET =
      status(stalled(Reason.CLASS_SECRET_NOT_FOUND, "There is no Secret mail"));
  private static final TenantClassStatus HALTED =
      status(
          stalled(Reason.ROLLOUT_HALTED, "acme failed, 3 wait"),
          is(ROLLED_OUT, false, Reason.ROLLOUT_HALTED, "acme failed, 3 wait"));

  @Test
  void a_class_that_begins_to_need_a_person_has_one_event() {
    EventMessage missing = warning(Reason.CLASS_SECRET_NOT_FOUND, "There is no Secret mail");

    assertThat(ClassEvents.of(Optional.of(WELL), NO_SECRET)).containsExactly(missing);
    assertThat(ClassEvents.of(Optional.empty(), NO_SECRET)).containsExactly(missing);
  }

  @Test
  void a_class_that_stays_as_it_was_has_none_whatever_its_numbers_are() {
    TenantClassStatus fewerWait =
        status(
            stalled(Reason.ROLLOUT_HALTED, "acme failed, 2 wait"),
            is(ROLLED_OUT, false, Reason.ROLLOUT_HALTED, "acme failed, 2 wait"));

    assertThat(ClassEvents.of(Optional.of(WELL), WELL)).isEmpty();
    assertThat(ClassEvents.of(Optional.empty(), WELL)).isEmpty();
    assertThat(ClassEvents.of(Optional.of(HALTED), fewerWait)).isEmpty();
  }

  @Test
  void a_roll_out_that_halts_has_one_event() {
    assertThat(ClassEvents.of(Optional.of(WELL), HALTED))
        .containsExactly(warning(Reason.ROLLOUT_HALTED, "acme failed, 3 wait"));
  }

  @Test
  void a_roll_out_that_halts_in_a_stalled_class_has_one_too() {
    TenantClassStatus both =
        status(
            stalled(Reason.CLASS_SECRET_NOT_FOUND, "There is no Secret mail"),
            is(ROLLED_OUT, false, Reason.ROLLOUT_HALTED, "acme failed, 3 wait"));

    assertThat(ClassEvents.of(Optional.of(NO_SECRET), both))
        .containsExactly(warning(Reason.ROLLOUT_HALTED, "acme failed, 3 wait"));
  }

  @Test
  void a_class_that_recovers_has_one_event() {
    assertThat(ClassEvents.of(Optional.of(HALTED), WELL))
        .containsExactly(
            EventMessage.normal("NotStalled", "Reconcile", "No longer stalled: Ready for Tenants"));
  }

  private static EventMessage warning(Reason reason, String note) {
    return EventMessage.warning(reason.id(), "Reconcile", note);
  }

  private static ConditionDraft stalled(Reason reason, String message) {
    return is(STALLED, true, reason, message);
  }

  private static ConditionDraft notStalled() {
    return is(STALLED, false, Reason.NOT_STALLED, "Not stalled");
  }

  private static ConditionDraft is(
      ConditionType type, boolean holds, Reason reason, String message) {
    return new ConditionDraft(type, ConditionDraft.is(holds), reason, message);
  }

  private static TenantClassStatus status(ConditionDraft... conditions) {
    List<Condition> dated =
        Stream.of(conditions)
            .map(draft -> draft.toCondition(1, Optional.empty(), new ManualClock().instant()))
            .toList();
    return new TenantClassStatus(1L, dated, null, null, null);
  }
}
