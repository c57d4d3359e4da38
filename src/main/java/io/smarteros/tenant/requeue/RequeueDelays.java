package io.smarteros.tenant.requeue;

import java.time.Duration;

/** When a tenant is reconciled again although nothing changed. */
public final class RequeueDelays {
  /**
   * A person has to act, and most of what they do is an event; this is for what is not. The
   * soonest: it grows while nothing changes.
   */
  public static final Duration WHEN_BLOCKED = Duration.ofSeconds(30);

  /** Something is coming up; most of it is an event, an application's own answer is not. */
  public static final Duration WHEN_PROGRESSING = Duration.ofSeconds(2);

  /** Another writer was faster, the API server asked to come again, or something has just ended. */
  public static final Duration AFTER_CONFLICT = Duration.ofSeconds(1);

  private RequeueDelays() {}
}
