package io.smarteros.tenant.deletion;

import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.TenantStatus.Decision;
import java.time.Duration;
import java.util.List;

/** The progress of a deletion. */
public sealed interface DeletionProgress {

  record Done(Data data) implements DeletionProgress {}

  record Waiting(String message, Duration requeueAfter) implements DeletionProgress {}

  /**
   * A step waits for a person.
   *
   * @param decisions what the person may answer
   */
  record Blocked(Problem problem, List<Decision> decisions) implements DeletionProgress {
    public Blocked(Problem problem) {
      this(problem, List.of());
    }
  }

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
