package io.smarteros.tenant.reconcile.service;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.Applied;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.DriftListener;
import io.smarteros.tenant.cluster.Ownership;
import io.smarteros.tenant.service.Blueprint;
import io.smarteros.tenant.service.ServiceOutcome;
import java.util.ArrayList;
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
        .update(
            record ->
                record.inForce(
                    context.resolved().mode(),
                    context.resolved().version(),
                    context.resolved().pinned()));
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

  private StepResult<ServiceContext> apply(ServiceContext context, HasMetadata object) {
    return result(context, cluster.apply(object, context.fullResync()));
  }

  StepResult<ServiceContext> result(ServiceContext context, Applied applied) {
    return switch (applied) {
      case Applied.Unchanged _, Applied.Created _, Applied.Changed _ -> StepResult.next(context);
      case Applied.Corrected corrected -> {
        drift.note(context.request().manifest(), corrected);
        yield StepResult.next(context);
      }
      case Applied.Rejected rejected ->
          StepResult.blocked(
              rejected.problem().reason() == Reason.OBJECT_TAKEN
                  ? allTaken(context)
                  : rejected.problem());
      case Applied.Retry retry ->
          StepResult.stop(new ServiceOutcome.Progressing(retry.message(), retry.after()));
    };
  }

  /** All of them at once, since a person has to do something about each. */
  private Problem allTaken(ServiceContext context) {
    Blueprint blueprint = context.blueprint();
    List<HasMetadata> desired = new ArrayList<>(blueprint.volumes());
    desired.addAll(blueprint.objects());
    return Ownership.taken(cluster.taken(desired), context.tenant().name());
  }
}
