package io.smarteros.tenant.cluster.workload;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What heals by itself more often than not is no problem of a person's before it has lasted. */
public final class Patience {
  private static final Duration LIMIT = Duration.ofMinutes(2);

  private Patience() {}

  /**
   * The problem once it has lasted; until then it is told as what is waited for.
   *
   * @param since it lasts
   */
  static Workload with(Problem problem, Instant since, Instant now) {
    return until(since, now)
        .<Workload>map(
            end ->
                new Workload.Progressing(
                    Reason.WAITING_FOR_PODS,
                    problem.message(),
                    Optional.of(Duration.between(now, end))))
        .orElseGet(() -> new Workload.Stuck(problem));
  }

  /**
   * How long something is still no problem of a person's; empty when it is one.
   *
   * @param since it lasts
   */
  public static Optional<Instant> until(Instant since, Instant now) {
    return Optional.of(since.plus(LIMIT)).filter(now::isBefore);
  }
}
