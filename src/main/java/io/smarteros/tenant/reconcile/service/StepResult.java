package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.service.ServiceOutcome;
import java.util.List;
import java.util.function.Function;

/** A step of a lane: it hands something to the next one, or ends the lane's pass. */
sealed interface StepResult<T> {

  /** The next step may follow. */
  record Go<T>(T value) implements StepResult<T> {}

  /** The pass of this lane ends here. */
  record Stop<T>(End end) implements StepResult<T> {}

  /** There is nothing to hand on. */
  record Done() {}

  /** How a lane's pass ended, and what a person may answer. */
  record End(ServiceOutcome outcome, List<Decision> decisions) {
    static End with(ServiceOutcome outcome) {
      return new End(outcome, List.of());
    }
  }

  static <T> StepResult<T> go(T value) {
    return new Go<>(value);
  }

  static StepResult<Done> done() {
    return new Go<>(new Done());
  }

  static <T> StepResult<T> stop(ServiceOutcome outcome) {
    return new Stop<>(End.with(outcome));
  }

  static <T> StepResult<T> blocked(Problem problem, Decision... decisions) {
    return new Stop<>(
        new End(
            new ServiceOutcome.Blocked(problem, RequeueDelays.WHEN_BLOCKED), List.of(decisions)));
  }

  /** Goes on with another step, or stops where this one did. */
  default <R> StepResult<R> then(Function<T, StepResult<R>> next) {
    return switch (this) {
      case Go<T>(T value) -> next.apply(value);
      case Stop<T>(End end) -> new Stop<>(end);
    };
  }

  /** The last step of a lane's pass. */
  default End end(Function<T, End> last) {
    return switch (this) {
      case Go<T>(T value) -> last.apply(value);
      case Stop<T>(End end) -> end;
    };
  }
}
