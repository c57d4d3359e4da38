package io.smarteros.tenant.condition;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Reason;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** A condition before it has a time and a generation. */
public record ConditionDraft(String type, Condition.Status status, Reason reason, String message) {
  private static final int MAX_MESSAGE_LENGTH = 1024;

  public ConditionDraft(
      ConditionType type, Condition.Status status, Reason reason, String message) {
    this(type.id(), status, reason, message);
  }

  /** True if it holds, otherwise False. */
  public static Condition.Status is(boolean holds) {
    return holds ? Condition.Status.TRUE : Condition.Status.FALSE;
  }

  /**
   * The condition for a status.
   *
   * @param before the one of this type in the status that stands: while it has the same status, its
   *     time of transition stays
   */
  public Condition toCondition(long generation, Optional<Condition> before, Instant now) {
    String since =
        before
            .filter(condition -> condition.status() == status)
            .map(Condition::lastTransitionTime)
            .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
    return new Condition(type, status, generation, since, reason.id(), capped(message));
  }

  /** A message that is not too long to be read. */
  public static String capped(String message) {
    return message.length() <= MAX_MESSAGE_LENGTH
        ? message
        : message.substring(0, MAX_MESSAGE_LENGTH - 1) + "…";
  }
}
