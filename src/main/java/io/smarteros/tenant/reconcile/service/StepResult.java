package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.cluster.workload.Workload;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.service.ServiceOutcome;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * What a step came to: the next step may follow, or this reconciliation of the service ends here.
 */
sealed interface StepResult<T> {

  record Next<T>(T value) implements StepResult<T> {}

  /**
   * No further step is taken.
   *
   * @param decisions what a person may answer
   */
  record Stop<T>(ServiceOutcome outcome, List<Decision> decisions) implements StepResult<T> {
    public Stop {
      decisions = List.copyOf(decisions);
    }

    /** The same end, seen from a chain of steps that hand on something else. */
    <R> StepResult<R> ofOther() {
      return new Stop<>(outcome, decisions);
    }
  }

  static <T> StepResult<T> next(T value) {
    return new Next<>(value);
  }

  static <T> StepResult<T> stop(ServiceOutcome outcome) {
    return new Stop<>(outcome, List.of());
  }

  static <T> StepResult<T> blocked(Problem problem, Decision... decisions) {
    return new Stop<>(
        new ServiceOutcome.Blocked(problem, RequeueDelays.WHEN_BLOCKED), List.of(decisions));
  }

  /** Something in the cluster goes on by itself. */
  static <T> StepResult<T> progressing(Reason reason, String message) {
    return stop(new ServiceOutcome.Progressing(reason, message, RequeueDelays.WHEN_PROGRESSING));
  }

  default boolean goesOn() {
    return this instanceof Next<T>;
  }

  /** Waits for a workload, and looks again when patience with it ends. */
  static <T> StepResult<T> of(T value, Workload workload) {
    return switch (workload) {
      case Workload.Available _ -> next(value);
      case Workload.Progressing(Reason reason, String message, Optional<Duration> patience) ->
          stop(
              new ServiceOutcome.Progressing(
                  reason,
                  message,
                  patience
                      .map(left -> left.truncatedTo(ChronoUnit.SECONDS).plusSeconds(1))
                      .orElse(RequeueDelays.WHEN_PROGRESSING)));
      case Workload.Stuck(Problem problem) -> blocked(problem);
    };
  }

  /** Goes on with another step, or stops where this one did. */
  default <R> StepResult<R> then(Function<T, StepResult<R>> step) {
    return switch (this) {
      case Next<T>(T value) -> step.apply(value);
      case Stop<T> stop -> stop.ofOther();
    };
  }
}
