package io.smarteros.tenant.service;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import java.time.Duration;

/** How the reconciliation of one service ended. */
public sealed interface ServiceOutcome {

  /** Up, set up, and it answered. */
  record Ready() implements ServiceOutcome {}

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

  /** Only a person helps. What runs is left running. */
  record Blocked(Problem problem, Duration retryAfter) implements ServiceOutcome {}

  /** Something outside failed; it is tried again. */
  record Failed(Problem problem, Duration retryAfter) implements ServiceOutcome {}

  /** Suspended or switched off, and brought down. */
  record Off() implements ServiceOutcome {}
}
