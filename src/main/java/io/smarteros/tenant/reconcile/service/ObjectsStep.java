package io.smarteros.tenant.reconcile.service;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.smarteros.tenant.cluster.Applied;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.DriftListener;
import io.smarteros.tenant.service.ServiceOutcome;

/** Applies one object of a service. */
public final class ObjectsStep {
  private final ClusterObjects cluster;
  private final DriftListener drift;

  public ObjectsStep(ClusterObjects cluster, DriftListener drift) {
    this.cluster = cluster;
    this.drift = drift;
  }

  StepResult<ServiceContext> apply(ServiceContext context, HasMetadata object) {
    return switch (cluster.apply(object, context.fullResync())) {
      case Applied.Unchanged _, Applied.Created _, Applied.Changed _ -> StepResult.next(context);
      case Applied.Corrected corrected -> {
        drift.note(context.request().manifest(), corrected);
        yield StepResult.next(context);
      }
      case Applied.Rejected rejected -> StepResult.blocked(rejected.problem());
      case Applied.Retry retry ->
          StepResult.stop(new ServiceOutcome.Progressing(retry.message(), retry.after()));
    };
  }
}
