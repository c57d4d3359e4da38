package io.smarteros.tenant.condition;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import java.util.List;
import java.util.Optional;

/**
 * The conditions that sum up the others, by the rules of kstatus: Reconciling while anything can
 * still progress by itself, Stalled when only a person helps.
 */
public final class KstatusConditions {
  private KstatusConditions() {}

  /**
   * Ready, Reconciling and Stalled.
   *
   * @param progress what goes on by itself
   * @param trouble the first problem, whether or not it may end by itself
   * @param well Ready, if there is neither
   */
  public static List<ConditionDraft> of(
      Optional<Problem> progress, Optional<Problem> trouble, ConditionDraft well) {
    return List.of(
        trouble.or(() -> progress).map(KstatusConditions::notReady).orElse(well),
        progress
            .map(problem -> isTrue(ConditionType.RECONCILING, problem))
            .orElseGet(KstatusConditions::notReconciling),
        trouble
            .filter(_ -> progress.isEmpty())
            .map(problem -> isTrue(ConditionType.STALLED, problem))
            .orElseGet(KstatusConditions::notStalled));
  }

  public static ConditionDraft notReady(Problem problem) {
    return new ConditionDraft(
        ConditionType.READY, Condition.Status.FALSE, problem.reason(), problem.message());
  }

  public static ConditionDraft isTrue(ConditionType type, Problem problem) {
    return new ConditionDraft(type, Condition.Status.TRUE, problem.reason(), problem.message());
  }

  public static ConditionDraft notReconciling() {
    return new ConditionDraft(
        ConditionType.RECONCILING,
        Condition.Status.FALSE,
        Reason.NOT_RECONCILING,
        "Nothing is in progress");
  }

  public static ConditionDraft notStalled() {
    return new ConditionDraft(
        ConditionType.STALLED, Condition.Status.FALSE, Reason.NOT_STALLED, "Not stalled");
  }
}
