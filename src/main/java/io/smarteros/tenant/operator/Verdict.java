package io.smarteros.tenant.operator;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Reason;

/** A condition before it has a time and a generation. */
record Verdict(String type, Condition.Status status, Reason reason, String message) {
  Verdict(ConditionType type, Condition.Status status, Reason reason, String message) {
    this(type.id(), status, reason, message);
  }

  static Condition.Status is(boolean holds) {
    return holds ? Condition.Status.TRUE : Condition.Status.FALSE;
  }
}
