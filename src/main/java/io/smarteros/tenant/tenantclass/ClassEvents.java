package io.smarteros.tenant.tenantclass;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.tenantclass.TenantClassStatus;
import io.smarteros.tenant.observability.EventMessage;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** Which Events there are about a class whose status changes. */
final class ClassEvents {
  private static final String ACTION = "Reconcile";

  private static final Set<String> HALTS =
      Set.of(Reason.ROLLOUT_HALTED.id(), Reason.HELD_BY_BRAKE.id());

  private ClassEvents() {}

  /** When only a person helps, for another reason than before; and when that is over. */
  static List<EventMessage> of(Optional<TenantClassStatus> before, TenantClassStatus now) {
    boolean isOver =
        before.filter(last -> last.holds(ConditionType.STALLED)).isPresent()
            && !now.holds(ConditionType.STALLED);
    return isOver
        ? List.of(
            EventMessage.normal(
                Reason.NOT_STALLED.id(), ACTION, "No longer stalled: " + ready(now)))
        : Stream.of(ConditionType.STALLED, ConditionType.ROLLED_OUT, ConditionType.ROWS_FOLLOWED)
            .flatMap(type -> now.condition(type).stream())
            .filter(ClassEvents::needsPerson)
            .filter(condition -> !reason(before, condition.type()).equals(condition.reason()))
            .map(condition -> EventMessage.warning(condition.reason(), ACTION, condition.message()))
            .distinct()
            .toList();
  }

  /** A roll-out may halt, and rows be held, while the class is stalled for another reason. */
  private static boolean needsPerson(Condition condition) {
    return condition.type().equals(ConditionType.STALLED.id())
        ? condition.holds()
        : HALTS.contains(condition.reason());
  }

  private static String reason(Optional<TenantClassStatus> before, String type) {
    return before.flatMap(status -> status.condition(type)).map(Condition::reason).orElse("");
  }

  private static String ready(TenantClassStatus status) {
    return status.condition(ConditionType.READY).map(Condition::message).orElse("");
  }
}
