package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.EnvironmentVariable;
import io.smarteros.tenant.api.service.EnvironmentVariable.SecretKey;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.resolve.SecretReference;
import io.smarteros.tenant.service.ServiceOutcome;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The environment variables that a Tenant and its class add: allowed ones, with the Secrets they
 * refer to.
 */
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
              "The operator sets %s itself. Remove it from %s"
                  .formatted(taken.get(), whereSet(context, taken.get()))));
    }
    return context.resolved().env().stream()
        .map(EnvironmentVariable::secretRef)
        .filter(Objects::nonNull)
        .map(reference -> refused(context, reference))
        .flatMap(Optional::stream)
        .findFirst()
        .map(EnvironmentStep::stop)
        .orElseGet(() -> StepResult.next(context));
  }

  private static String whereSet(ServiceContext context, String variable) {
    String field = "spec.services.%s.env".formatted(context.name());
    boolean ofTenant =
        context.resolved().spec().env().stream().anyMatch(own -> own.name().equals(variable));
    return ofTenant ? field : "%s of TenantClass %s".formatted(field, context.tenant().className());
  }

  private static StepResult<ServiceContext> stop(Problem problem) {
    return problem.reason() == Reason.TENANT_SECRET_NOT_FOUND
        ? StepResult.stop(
            new ServiceOutcome.Progressing(
                problem.reason(), problem.message(), RequeueDelays.WHEN_BLOCKED))
        : StepResult.blocked(problem);
  }

  private Optional<Problem> refused(ServiceContext context, SecretKey reference) {
    Seen one = new Seen(context.tenant().namespace(), reference);
    if (seen.contains(one) && !context.fullResync()) {
      return Optional.empty();
    }
    Optional<Problem> problem =
        new SecretReference(context.name(), one.namespace(), reference)
            .check(
                cluster.readSecret(
                    new ObjectKey("v1", "Secret", one.namespace(), reference.name())));
    if (problem.isEmpty()) {
      seen.add(one);
    } else {
      seen.remove(one);
    }
    return problem;
  }

  public void forget(String namespace) {
    seen.removeIf(one -> one.namespace().equals(namespace));
  }

  private record Seen(String namespace, SecretKey key) {}
}
