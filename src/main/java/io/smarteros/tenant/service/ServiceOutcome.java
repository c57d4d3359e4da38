package io.smarteros.tenant.service;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** How the reconciliation of one service ended. */
public sealed interface ServiceOutcome {

  /**
   * It runs, is set up, answered, and users reach it.
   *
   * @param remark what a person should know of it nevertheless
   * @param until from when it may be otherwise although nothing tells
   */
  record Ready(Optional<String> remark, Optional<Instant> until) implements ServiceOutcome {
    /** Until something tells. */
    public Ready() {
      this(Optional.empty(), Optional.empty());
    }
  }

  /**
   * It may become ready by itself.
   *
   * @param reason what is waited for, {@code Progressing} where no other reason says it
   * @param message what is waited for, for a person
   */
  record Progressing(Reason reason, String message, Duration retryAfter) implements ServiceOutcome {
    public Progressing(String message, Duration retryAfter) {
      this(Reason.PROGRESSING, message, retryAfter);
    }
  }

  /** Only a person can help. What runs is left running. */
  record Blocked(Problem problem, Duration retryAfter) implements ServiceOutcome {}

  /** Another system failed. The operator tries again. */
  record Failed(Problem problem, Duration retryAfter) implements ServiceOutcome {}

  /** Suspended or switched off in its row, and its pods have ended. */
  record Off() implements ServiceOutcome {}
}
