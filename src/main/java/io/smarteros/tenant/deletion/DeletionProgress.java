package io.smarteros.tenant.deletion;

import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import java.time.Duration;

/** The progress of a deletion. */
public sealed interface DeletionProgress {

  record Done(Data data) implements DeletionProgress {}

  record Waiting(String message, Duration requeueAfter) implements DeletionProgress {}

  record Blocked(Problem problem) implements DeletionProgress {}

  /** What became of a tenant's data. */
  enum Data {
    DESTROYED,
    KEPT,
    /** The Tenant was never set up, so it had none. */
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
        "The deletion waits: %s. The operator tries again. To skip this step, set the annotation %s: %s"
            .formatted(why, Names.ABANDON_ANNOTATION, step));
  }
}
