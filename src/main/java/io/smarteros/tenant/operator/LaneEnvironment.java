package io.smarteros.tenant.operator;

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
final class LaneEnvironment {
  private final KubernetesClient client;
  private final Set<Seen> seen = ConcurrentHashMap.newKeySet();

  LaneEnvironment(KubernetesClient client) {
    this.client = client;
  }

  Step<Step.Done> ensure(Lane lane) {
    if (!lane.running()) {
      return Step.done();
    }
    Optional<String> taken =
        lane.resolved().env().stream()
            .map(EnvironmentVariable::name)
            .filter(lane.service()::ownsEnvironment)
            .findFirst();
    if (taken.isPresent()) {
      return Step.blocked(
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
        .orElseGet(() -> Step.done());
  }

  private static Step<Step.Done> waiting(Lane lane, SecretKey reference) {
    return Step.stop(
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

  private boolean isThere(Lane lane, SecretKey reference) {
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

  void forget(String namespace) {
    seen.removeIf(one -> one.namespace().equals(namespace));
  }

  private record Seen(String namespace, SecretKey key) {}
}
