package io.smarteros.tenant.deletion;

import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import java.time.Duration;

/** How far the clean-up has come. */
public sealed interface DeletionProgress {

  record Done(Data data) implements DeletionProgress {}

  record Waiting(String message, Duration requeueAfter) implements DeletionProgress {}

  record Blocked(Problem problem) implements DeletionProgress {}

  /** What became of a tenant's data. */
  enum Data {
    DESTROYED,
    KEPT,
    /** The Tenant was never let in, so it had none. */
    NONE
  }

  /**
   * A step that waits for a person, and how to give it up.
   *
   * @param step as the annotation {@code abandon} names it
   */
  static Problem blockedBy(String step, String why) {
    return new Problem(
        Reason.DELETION_BLOCKED,
        "The deletion waits: %s. It is tried again; to give this step up annotate %s: %s"
            .formatted(why, Names.ABANDON_ANNOTATION, step));
  }
}
