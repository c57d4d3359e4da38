package io.smarteros.tenant.cluster.workload;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What heals by itself more often than not is no problem of a person's before it has lasted. */
final class Patience {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private Patience() {}

  /**
   * The problem once it has lasted; until then it is told as what is waited for.
   *
   * @param since it lasts
   */
  static Workload with(Problem problem, Instant since, Instant now) {
    Duration left = Duration.between(now, since.plus(LIMIT));
    return left.isPositive()
        ? new Workload.Progressing(Reason.WAITING_FOR_PODS, problem.message(), Optional.of(left))
        : new Workload.Stuck(problem);
  }
}
