package io.smarteros.tenant.reconcile.service;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.Applied;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.DriftListener;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.Ownership;
import io.smarteros.tenant.cluster.workload.PodTemplateHash;
import io.smarteros.tenant.service.Blueprint;
import io.smarteros.tenant.service.ServiceOutcome;
import java.util.HashSet;
import java.util.Set;

/** Applies one object of a service. */
public final class ObjectsStep {
  private final ClusterObjects cluster;
  private final DriftListener drift;

  public ObjectsStep(ClusterObjects cluster, DriftListener drift) {
    this.cluster = cluster;
    this.drift = drift;
  }

  StepResult<ServiceContext> apply(ServiceContext context, HasMetadata object) {
    return result(context, cluster.apply(PodTemplateHash.noted(object), context.fullResync()));
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
                  ? taken(context, rejected.key())
                  : rejected.problem());
      case Applied.Retry retry ->
          StepResult.stop(new ServiceOutcome.Progressing(retry.message(), retry.after()));
    };
  }

  /** All of them at once, since a person has to do something about each. */
  private Problem taken(ServiceContext context, ObjectKey first) {
    Blueprint blueprint = context.blueprint();
    Set<ObjectKey> taken = new HashSet<>(cluster.taken(blueprint.volumes()));
    taken.addAll(cluster.taken(blueprint.objects().toList()));
    taken.add(first);
    return Ownership.taken(taken, context.tenant().name());
  }
}
