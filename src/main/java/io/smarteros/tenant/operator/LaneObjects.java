package io.smarteros.tenant.operator;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.smarteros.tenant.cluster.Applied;
import io.smarteros.tenant.cluster.Applier;
import io.smarteros.tenant.cluster.DriftListener;
import io.smarteros.tenant.cluster.SecretProjection;
import io.smarteros.tenant.service.ServiceOutcome;
import java.util.List;

/** Applies what a service should have in the tenant's namespace. */
final class LaneObjects {
  private final Applier applier;
  private final SecretProjection secrets;
  private final DriftListener corrections;

  LaneObjects(Applier applier, SecretProjection secrets, DriftListener corrections) {
    this.applier = applier;
    this.secrets = secrets;
    this.corrections = corrections;
  }

  Step<Step.Done> apply(Lane lane, List<HasMetadata> objects) {
    for (HasMetadata object : objects) {
      Step<Step.Done> step = apply(lane, object);
      if (step instanceof Step.Stop<Step.Done>) {
        return step;
      }
    }
    return Step.done();
  }

  Step<Step.Done> apply(Lane lane, HasMetadata object) {
    Applied applied =
        object instanceof Secret secret
            ? secrets.apply(secret, lane.verify())
            : applier.apply(object);
    return switch (applied) {
      case Applied.Unchanged _, Applied.Created _, Applied.Changed _ -> Step.done();
      case Applied.Corrected corrected -> {
        corrections.note(lane.manifest(), corrected);
        yield Step.done();
      }
      case Applied.Rejected rejected -> Step.blocked(rejected.problem());
      case Applied.Retry retry ->
          Step.stop(new ServiceOutcome.Progressing(retry.message(), retry.after()));
    };
  }
}
