package io.smarteros.tenant.status;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Reason;

/** A condition before it has a time and a generation. */
record ConditionDraft(String type, Condition.Status status, Reason reason, String message) {
  ConditionDraft(ConditionType type, Condition.Status status, Reason reason, String message) {
    this(type.id(), status, reason, message);
  }

  static Condition.Status is(boolean holds) {
    return holds ? Condition.Status.TRUE : Condition.Status.FALSE;
  }
}
