package io.smarteros.tenant.tenantclass.rollout;

import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.tenantclass.RolloutStatus.Phase;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * How the roll-out of a class stands.
 *
 * @param waiting number of tenants whose turn has not come
 * @param changing names of tenants that have their turn
 * @param failed tenants that had it and are not ready
 * @param notLookedAt number of tenants that nobody has looked at since the operator began
 */
public record RolloutState(
    Phase phase, int waiting, List<String> changing, List<Failed> failed, int notLookedAt) {

  /**
   * A tenant that was changed and is not ready.
   *
   * @param since when it had its turn
   */
  public record Failed(String tenant, Instant since, String message) {}

  /** Before that, what the operator of before said stands. */
  public boolean isKnown() {
    return notLookedAt == 0;
  }

  /** With which value the annotation accepts the failures so far. */
  public Optional<Instant> resumeAt() {
    return failed.stream().map(Failed::since).max(Comparator.naturalOrder());
  }

  /** The first tenant that failed and why, and what a person can do. */
  public String whyHalted() {
    String first =
        failed.stream()
            .map(one -> "%s: %s".formatted(one.tenant(), one.message()))
            .findFirst()
            .orElse("no tenant failed");
    return "%d of its tenants failed (%s), and %d wait. It goes on when they are ready. To let it go on before, set the annotation %s: \"%s\""
        .formatted(
            failed.size(),
            first,
            waiting,
            Names.RESUME_ROLLOUT_ANNOTATION,
            resumeAt().map(Instant::toString).orElse(""));
  }
}
