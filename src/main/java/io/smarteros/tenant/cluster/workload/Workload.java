package io.smarteros.tenant.cluster.workload;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import java.time.Duration;
import java.util.Optional;

/** Whether a workload runs as it should, as far as the cluster knows. */
public sealed interface Workload {

  /** All pods that are wanted are available, of the present revision. */
  record Available() implements Workload {}

  /**
   * It may become available by itself.
   *
   * @param reason whether pods or a volume are waited for
   * @param message what is waited for, for a person
   * @param patience how long it may still last before it is {@link Stuck}; empty when it may for
   *     ever
   */
  record Progressing(Reason reason, String message, Optional<Duration> patience)
      implements Workload {
    Progressing(Reason reason, String message) {
      this(reason, message, Optional.empty());
    }
  }

  /** It does not become available without a person. */
  record Stuck(Problem problem) implements Workload {}
}
