package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.Reason;

/** Waits for the Deployments to be available, and then for the application to be healthy. */
public final class AvailabilityStep {
  private final DeploymentsStep deployments;
  private final ApplicationHealth health;

  public AvailabilityStep(DeploymentsStep deployments, ApplicationHealth health) {
    this.deployments = deployments;
    this.health = health;
  }

  StepResult<ServiceContext> apply(ServiceContext context) {
    return deployments.apply(context).then(this::healthy);
  }

  private StepResult<ServiceContext> healthy(ServiceContext context) {
    return switch (ask(context)) {
      case ApplicationHealth.Unwell unwell ->
          StepResult.progressing(Reason.WAITING_FOR_APPLICATION, unwell.message());
      case ApplicationHealth.Well _ -> StepResult.next(context);
    };
  }

  private ApplicationHealth.Health ask(ServiceContext context) {
    return health.ask(
        context.tenant().name(),
        context.name(),
        context.recordSession().read().routeAllowed(),
        () -> context.service().checkHealth(context.plan()));
  }
}
