package io.smarteros.tenant.service;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import java.time.Duration;

/** How a lane's pass over one service ended. */
public sealed interface ServiceOutcome {

  /** Up, set up, and it answered. */
  record Ready() implements ServiceOutcome {}

  /**
   * It goes on by itself.
   *
   * @param reason {@code Progressing} or {@code TenantSecretNotFound}
   * @param message what is waited for
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
