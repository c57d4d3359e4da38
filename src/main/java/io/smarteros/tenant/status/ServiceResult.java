package io.smarteros.tenant.status;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.service.ServiceOutcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The result of reconciling one service.
 *
 * @param facts what is in force, also while something else is wanted
 * @param keptAsIs what of the spec is not followed although the service runs
 * @param decisions what a person may answer
 */
public record ServiceResult(
    ServiceName name,
    ServiceOutcome outcome,
    Facts facts,
    Optional<Problem> keptAsIs,
    List<Decision> decisions) {

  /**
   * What is in force of a service, for the status, the row and other services.
   *
   * @param version that last answered
   * @param url of the route that is applied
   * @param accountId of the tenant's account in the application, where it has accounts
   */
  public record Facts(
      Optional<Mode> mode,
      Optional<String> version,
      Optional<String> url,
      Optional<String> loginSecret,
      Optional<String> accountId) {
    /** Of a service that does not exist. */
    public static final Facts NONE =
        new Facts(
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty());

    /** As the record knows them. */
    public static Facts of(ServiceName name, ServiceRecord record) {
      return new Facts(
          record.mode(),
          record.availableVersion(),
          record.url(),
          record.mode().map(_ -> name.loginSecret()),
          record.accountId());
    }
  }

  public static ServiceResult blocked(ServiceName name, Problem problem, Facts facts) {
    return new ServiceResult(
        name,
        new ServiceOutcome.Blocked(problem, RequeueDelays.WHEN_BLOCKED),
        facts,
        Optional.empty(),
        List.of());
  }

  /** When this service is to be reconciled again although no event asks for it. */
  public Optional<Duration> retryAfter(Instant now) {
    return switch (outcome) {
      case ServiceOutcome.Ready(var _, Optional<Instant> until) ->
          until.map(end -> end.isAfter(now) ? Duration.between(now, end) : Duration.ZERO);
      case ServiceOutcome.Off _ -> Optional.empty();
      case ServiceOutcome.Progressing progressing -> Optional.of(progressing.retryAfter());
      case ServiceOutcome.Blocked blocked -> Optional.of(blocked.retryAfter());
      case ServiceOutcome.Failed failed -> Optional.of(failed.retryAfter());
    };
  }

  boolean isReady() {
    return outcome instanceof ServiceOutcome.Ready && keptAsIs.isEmpty();
  }
}
