package io.smarteros.tenant.reconcile.service;

import io.fabric8.kubernetes.api.model.Secret;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.EnvironmentVariable;
import io.smarteros.tenant.api.service.EnvironmentVariable.SecretKey;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.service.ServiceOutcome;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The environment variables that a Tenant adds: allowed ones, with the Secrets they refer to. */
public final class EnvironmentStep {
  private final ClusterObjects cluster;
  private final Set<Seen> seen = ConcurrentHashMap.newKeySet();

  public EnvironmentStep(ClusterObjects cluster) {
    this.cluster = cluster;
  }

  StepResult<ServiceContext> apply(ServiceContext context) {
    if (!context.running()) {
      return StepResult.next(context);
    }
    Optional<String> taken =
        context.resolved().env().stream()
            .map(EnvironmentVariable::name)
            .filter(context.service()::ownsEnvironment)
            .findFirst();
    if (taken.isPresent()) {
      return StepResult.blocked(
          new Problem(
              Reason.NOT_ALLOWED_BY_CLASS,
              "The operator sets %s itself. Remove it from spec.services.%s.env"
                  .formatted(taken.get(), context.name())));
    }
    return context.resolved().env().stream()
        .map(EnvironmentVariable::secretRef)
        .filter(Objects::nonNull)
        .filter(reference -> !isThere(context, reference))
        .findFirst()
        .map(reference -> waiting(context, reference))
        .orElseGet(() -> StepResult.next(context));
  }

  private static StepResult<ServiceContext> waiting(ServiceContext context, SecretKey reference) {
    return StepResult.stop(
        new ServiceOutcome.Progressing(
            Reason.TENANT_SECRET_NOT_FOUND,
            "Waiting for key %s of Secret %s, to which spec.services.%s.env refers. Create it, or remove the variable. See kubectl --namespace %s describe secret %s"
                .formatted(
                    reference.key(),
                    reference.name(),
                    context.name(),
                    context.tenant().namespace(),
                    reference.name()),
            RequeueDelays.WHEN_BLOCKED));
  }

  private boolean isThere(ServiceContext context, SecretKey reference) {
    Seen one = new Seen(context.tenant().namespace(), reference);
    if (seen.contains(one) && !context.fullResync()) {
      return true;
    }
    boolean there =
        cluster
            .readSecret(new ObjectKey("v1", "Secret", one.namespace(), reference.name()))
            .map(Secret::getData)
            .filter(data -> data.containsKey(reference.key()))
            .isPresent();
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
