package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.tenantclass.Routing;
import io.smarteros.tenant.reachability.Reachability;
import io.smarteros.tenant.reachability.RouteReachability;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.service.ServiceOutcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/**
 * Waits for users to get through the route. Nothing is stopped or taken away meanwhile: the
 * application goes on.
 */
public final class ReachabilityStep {
  private final RouteReachability routes;
  private final InstantSource clock;

  /**
   * Compares with times that others wrote.
   *
   * @param clock the same as the cluster's
   */
  public ReachabilityStep(RouteReachability routes, InstantSource clock) {
    this.routes = routes;
    this.clock = clock;
  }

  StepResult<ServiceContext> apply(ServiceContext context) {
    if (!isChecked(context)) {
      return StepResult.next(context);
    }
    return switch (routes.of(RouteStep.wanted(context), context.fullResync())) {
      case Reachability.Reachable(Optional<Instant> until) ->
          StepResult.next(context.withReachableUntil(until));
      case Reachability.Waiting(Problem problem, Optional<Instant> until) ->
          StepResult.stop(
              new ServiceOutcome.Progressing(
                  problem.reason(),
                  problem.message(),
                  until.map(this::from).orElseGet(() -> pause(problem.reason()))));
      case Reachability.Unreachable(Problem problem) -> StepResult.blocked(problem);
    };
  }

  private static boolean isChecked(ServiceContext context) {
    return Optional.ofNullable(context.tenant().tenantClass().routing())
        .filter(Routing::checksReachability)
        .isPresent();
  }

  private Duration from(Instant time) {
    return Duration.between(clock.instant(), time).truncatedTo(ChronoUnit.SECONDS).plusSeconds(1);
  }

  /** What controllers say of a route is an event. A Secret that comes is none. */
  private static Duration pause(Reason reason) {
    return reason == Reason.WAITING_FOR_CERTIFICATE
        ? RequeueDelays.WHEN_PROGRESSING
        : RequeueDelays.WHEN_BLOCKED;
  }
}
