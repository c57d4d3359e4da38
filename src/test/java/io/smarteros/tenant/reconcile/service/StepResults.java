package io.smarteros.tenant.reconcile.service;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.service.ServiceOutcome;
import java.util.List;

/** What a step came to, as a test expects it. */
final class StepResults {
  private StepResults() {}

  static ServiceContext next(StepResult<ServiceContext> result) {
    return switch (result) {
      case StepResult.Next<ServiceContext>(ServiceContext context) -> context;
      case StepResult.Stop<ServiceContext> stop ->
          throw new AssertionError("The next step should follow, but: " + stop.outcome());
    };
  }

  static Problem blocked(StepResult<?> result) {
    return expect(ServiceOutcome.Blocked.class, outcome(result)).problem();
  }

  static ServiceOutcome.Progressing progressing(StepResult<?> result) {
    return expect(ServiceOutcome.Progressing.class, outcome(result));
  }

  static ServiceOutcome.Failed failed(StepResult<?> result) {
    return expect(ServiceOutcome.Failed.class, outcome(result));
  }

  /** The one question that a person may answer. */
  static Decision decision(StepResult<?> result) {
    List<Decision> decisions = stop(result).decisions();
    assertThat(decisions).hasSize(1);
    return decisions.getFirst();
  }

  static ServiceOutcome outcome(StepResult<?> result) {
    return stop(result).outcome();
  }

  private static StepResult.Stop<?> stop(StepResult<?> result) {
    return switch (result) {
      case StepResult.Stop<?> stop -> stop;
      case StepResult.Next<?> _ ->
          throw new AssertionError("The service should stop here, but the next step follows");
    };
  }

  static <T> T expect(Class<T> type, Object actual) {
    assertThat(actual).isInstanceOf(type);
    return type.cast(actual);
  }
}
