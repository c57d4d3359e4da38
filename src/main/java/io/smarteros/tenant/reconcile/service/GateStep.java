package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.service.Gate;

/** Waits for what must be so before the next stage of a rollout is applied. */
public final class GateStep {
  private final DeploymentsStep deployments;
  private final RunStep runs;

  public GateStep(DeploymentsStep deployments, RunStep runs) {
    this.deployments = deployments;
    this.runs = runs;
  }

  StepResult<ServiceContext> pass(ServiceContext context, Gate gate) {
    return switch (gate) {
      case Gate.Available(String deployment) -> deployments.await(context, deployment);
      case Gate.Stopped(String deployment) -> deployments.awaitEnd(context, deployment);
      case Gate.Completed run -> runs.complete(context, run);
    };
  }
}
