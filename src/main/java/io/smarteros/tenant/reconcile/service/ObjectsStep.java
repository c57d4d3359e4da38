package io.smarteros.tenant.reconcile.service;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.smarteros.tenant.cluster.Applied;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.DriftListener;
import io.smarteros.tenant.service.ServiceOutcome;
import java.util.List;

/** Applies what a service should have in the tenant's namespace, its volumes aside. */
public final class ObjectsStep {
  private final ClusterObjects cluster;
  private final DriftListener drift;

  public ObjectsStep(ClusterObjects cluster, DriftListener drift) {
    this.cluster = cluster;
    this.drift = drift;
  }

  StepResult<ServiceContext> apply(ServiceContext context) {
    context
        .recordSession()
        .prepare(
            record ->
                record.inForce(
                    context.resolved().mode(),
                    context.resolved().version(),
                    context.resolved().pinned()));
    // whatever was made is known to be, before a pod can write data into it
    context.recordSession().persist();
    StepResult<ServiceContext> result = StepResult.next(context);
    for (HasMetadata object : inOrder(context)) {
      result = result.then(applied -> apply(applied, object));
    }
    return result;
  }

  /** What stops the pods comes first, so that nothing else can keep them running. */
  private static List<HasMetadata> inOrder(ServiceContext context) {
    return context.running() ? context.blueprint().objects() : context.blueprint().workloadFirst();
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
