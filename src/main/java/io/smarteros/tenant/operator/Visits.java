package io.smarteros.tenant.operator;

import java.time.Duration;

/** When a tenant is looked at again although nothing happened to it. */
final class Visits {
  /** A person has to act, and most of what they do is an event; this is for what is not. */
  static final Duration WHEN_BLOCKED = Duration.ofSeconds(30);

  /** One health read per service and minute. */
  static final Duration WHEN_READY = Duration.ofSeconds(60);

  /** Something is coming up; most of it is an event, an application's own answer is not. */
  static final Duration WHEN_PROGRESSING = Duration.ofSeconds(2);

  /** Another writer was faster, or the API server asked to come again. */
  static final Duration AFTER_CONFLICT = Duration.ofSeconds(1);

  private Visits() {}
}
