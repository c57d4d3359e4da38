package io.smarteros.tenant.reconcile.service;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.smarteros.tenant.api.EnvironmentVariable;
import io.smarteros.tenant.api.EnvironmentVariable.SecretKey;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.service.ServiceOutcome;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The environment variables that a Tenant adds: allowed ones, with the Secrets they refer to. */
public final class EnvironmentStep {
  private final KubernetesClient client;
  private final Set<Seen> seen = ConcurrentHashMap.newKeySet();

  public EnvironmentStep(KubernetesClient client) {
    this.client = client;
  }

  StepResult<StepResult.Done> ensure(ServiceContext lane) {
    if (!lane.running()) {
      return StepResult.done();
    }
    Optional<String> taken =
        lane.resolved().env().stream()
            .map(EnvironmentVariable::name)
            .filter(lane.service()::ownsEnvironment)
            .findFirst();
    if (taken.isPresent()) {
      return StepResult.blocked(
          new Problem(
              Reason.NOT_ALLOWED_BY_CLASS,
              "The operator sets %s itself; remove it from spec.services.%s.env"
                  .formatted(taken.get(), lane.resolved().name())));
    }
    return lane.resolved().env().stream()
        .map(EnvironmentVariable::secretRef)
        .filter(Objects::nonNull)
        .filter(reference -> !isThere(lane, reference))
        .findFirst()
        .map(reference -> waiting(lane, reference))
        .orElseGet(() -> StepResult.done());
  }

  private static StepResult<StepResult.Done> waiting(ServiceContext lane, SecretKey reference) {
    return StepResult.stop(
        new ServiceOutcome.Progressing(
            Reason.WAITING_FOR_SECRET,
            "waiting for key %s of Secret %s in namespace %s, to which spec.services.%s.env refers"
                .formatted(
                    reference.key(),
                    reference.name(),
                    lane.tenant().namespace(),
                    lane.resolved().name()),
            RequeueDelays.WHEN_BLOCKED));
  }

  private boolean isThere(ServiceContext lane, SecretKey reference) {
    Seen one = new Seen(lane.tenant().namespace(), reference);
    if (seen.contains(one) && !lane.verify()) {
      return true;
    }
    Secret secret =
        client.secrets().inNamespace(lane.tenant().namespace()).withName(reference.name()).get();
    boolean there =
        secret != null && secret.getData() != null && secret.getData().containsKey(reference.key());
    if (there) {
      seen.add(one);
    } else {
      seen.remove(one);
    }
    return there;
  }

  public void forget(String namespace) {
    seen.removeIf(one -> one.namespace().equals(namespace));
  }

  private record Seen(String namespace, SecretKey key) {}
}
