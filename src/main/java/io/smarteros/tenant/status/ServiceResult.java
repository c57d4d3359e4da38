package io.smarteros.tenant.status;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.service.ServiceOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The result of reconciling one service.
 *
 * @param facts absent for a service that was never resolved
 * @param keptAsIs what of the spec is not followed although the service runs
 * @param decisions what a person may answer
 */
public record ServiceResult(
    ServiceName name,
    ServiceOutcome outcome,
    Optional<Facts> facts,
    Optional<Problem> keptAsIs,
    List<Decision> decisions) {

  /** What the status shows of a service besides its condition. */
  public record Facts(Mode mode, String version, String url, String loginSecret) {}

  public static ServiceResult blocked(ServiceName name, Problem problem) {
    return new ServiceResult(
        name,
        new ServiceOutcome.Blocked(problem, RequeueDelays.WHEN_BLOCKED),
        Optional.empty(),
        Optional.empty(),
        List.of());
  }

  /** When this service is to be reconciled again although no event asks for it. */
  public Optional<Duration> retryAfter() {
    return switch (outcome) {
      case ServiceOutcome.Ready _, ServiceOutcome.Off _ -> Optional.empty();
      case ServiceOutcome.Progressing progressing -> Optional.of(progressing.retryAfter());
      case ServiceOutcome.Blocked blocked -> Optional.of(blocked.retryAfter());
      case ServiceOutcome.Failed failed -> Optional.of(failed.retryAfter());
    };
  }

  boolean isReady() {
    return outcome instanceof ServiceOutcome.Ready && keptAsIs.isEmpty();
  }
}
