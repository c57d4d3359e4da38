package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.health.HealthMonitor;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.TenantService;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Waits for the Deployments to be available, and then for the application to be healthy. */
public final class AvailabilityStep {
  /** Of a service that answered when it was looked at last. */
  private static final Set<String> UNREACHED =
      Stream.of(
              Reason.WAITING_FOR_ADDRESS,
              Reason.ROUTE_REJECTED,
              Reason.WAITING_FOR_CERTIFICATE,
              Reason.CERTIFICATE_EXPIRED)
          .map(Reason::id)
          .collect(Collectors.toUnmodifiableSet());

  private final DeploymentsStep deployments;
  private final HealthMonitor health;

  public AvailabilityStep(DeploymentsStep deployments, HealthMonitor health) {
    this.deployments = deployments;
    this.health = health;
  }

  StepResult<ServiceContext> apply(ServiceContext context) {
    StepResult<ServiceContext> available = deployments.apply(context);
    if (!available.goesOn()) {
      // what the former pods said does not count for those that come
      stopAsking(context.tenant().name(), context.name());
    }
    return available.then(this::healthy).then(AvailabilityStep::note);
  }

  /** What is available and answers is in force. */
  private static StepResult<ServiceContext> note(ServiceContext context) {
    context.recordSession().later(record -> record.available(context.resolved().version()));
    return StepResult.next(context);
  }

  private StepResult<ServiceContext> healthy(ServiceContext context) {
    return switch (ask(context)) {
      case HealthMonitor.Well _ -> StepResult.next(context);
      case HealthMonitor.Unwell(String message) -> waiting(message);
      // after a start of the operator what it said last stands, until the application answers
      case HealthMonitor.Unknown _ ->
          wasReady(context)
              ? StepResult.next(context.withAnswered(false))
              : waiting("%s has not answered yet".formatted(context.name()));
    };
  }

  private HealthMonitor.Health ask(ServiceContext context) {
    TenantService service = context.service();
    ServicePlan plan = context.plan();
    // it is remembered as long as the service runs, and the context with all objects is large
    return health.health(context.tenant().name(), context.name(), () -> service.checkHealth(plan));
  }

  /** The service does not run, or shall not. Once it does, it is asked anew. */
  void stopAsking(String tenant, ServiceName service) {
    health.stopAsking(tenant, service);
  }

  /** Another answer causes the next reconciliation. */
  private static StepResult<ServiceContext> waiting(String message) {
    return StepResult.stop(
        new ServiceOutcome.Progressing(
            Reason.WAITING_FOR_APPLICATION, message, RequeueDelays.WHEN_BLOCKED));
  }

  /**
   * One of which something is not followed answers too, though it is not ready, and so does one
   * that users do not reach.
   */
  private static boolean wasReady(ServiceContext context) {
    Optional<String> notFollowed =
        context.request().keptAsIs().or(context::unfollowed).map(Problem::reason).map(Reason::id);
    return context.recordSession().read().routeAllowed()
        && Optional.ofNullable(context.request().manifest().getStatus())
            .flatMap(status -> status.condition(context.name().conditionType()))
            .filter(
                last ->
                    last.holds()
                        || UNREACHED.contains(last.reason())
                        || notFollowed.equals(Optional.of(last.reason())))
            .isPresent();
  }
}
