package io.smarteros.tenant.reconcile.service;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.smarteros.tenant.cluster.Applied;
import io.smarteros.tenant.cluster.Applier;
import io.smarteros.tenant.cluster.DriftListener;
import io.smarteros.tenant.cluster.SecretProjection;
import io.smarteros.tenant.service.ServiceOutcome;
import java.util.List;

/** Applies what a service should have in the tenant's namespace. */
public final class ObjectsStep {
  private final Applier applier;
  private final SecretProjection secrets;
  private final DriftListener drift;

  public ObjectsStep(Applier applier, SecretProjection secrets, DriftListener drift) {
    this.applier = applier;
    this.secrets = secrets;
    this.drift = drift;
  }

  StepResult<StepResult.Done> apply(ServiceContext context, List<HasMetadata> objects) {
    for (HasMetadata object : objects) {
      StepResult<StepResult.Done> step = apply(context, object);
      if (step instanceof StepResult.Stop<StepResult.Done>) {
        return step;
      }
    }
    return StepResult.done();
  }

  StepResult<StepResult.Done> apply(ServiceContext context, HasMetadata object) {
    Applied applied =
        object instanceof Secret secret
            ? secrets.apply(secret, context.fullResync())
            : applier.apply(object);
    return switch (applied) {
      case Applied.Unchanged _, Applied.Created _, Applied.Changed _ -> StepResult.done();
      case Applied.Corrected corrected -> {
        drift.note(context.manifest(), corrected);
        yield StepResult.done();
      }
      case Applied.Rejected rejected -> StepResult.blocked(rejected.problem());
      case Applied.Retry retry ->
          StepResult.stop(new ServiceOutcome.Progressing(retry.message(), retry.after()));
    };
  }
}
