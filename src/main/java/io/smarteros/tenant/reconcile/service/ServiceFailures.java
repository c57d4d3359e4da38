package io.smarteros.tenant.reconcile.service;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.cluster.ApiRefusal;
import io.smarteros.tenant.cluster.RightsPropagation;
import io.smarteros.tenant.cluster.ServiceTeardown;
import io.smarteros.tenant.cluster.TenantRef;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.status.ReconcileResult.GoingDown;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What it means that the reconciliation of a service ended with an exception. What the API server
 * refuses for good waits for a person; a refusal may also mean that the operator's rights are new.
 */
final class ServiceFailures {
  private static final Logger log = LoggerFactory.getLogger(ServiceFailures.class);
  private static final String SEE_LOG =
      "Internal error, see the operator's log. The operator tries again";

  private final RightsPropagation rights;

  ServiceFailures(RightsPropagation rights) {
    this.rights = rights;
  }

  ServiceOutcome outcome(TenantRef ref, ServiceName name, Throwable cause) {
    return refusal(ref, name, cause)
        .<ServiceOutcome>map(
            problem -> new ServiceOutcome.Blocked(problem, RequeueDelays.WHEN_BLOCKED))
        .orElseGet(
            () ->
                new ServiceOutcome.Progressing(
                    explained("The reconciliation of %s failed".formatted(name), cause),
                    retryAfter(ref, cause)));
  }

  /** Of a service that should go. */
  GoingDown goingDown(TenantRef ref, ServiceName name, Throwable cause) {
    return refusal(ref, name, cause)
        .map(problem -> GoingDown.blocked(name, problem))
        .orElseGet(
            () -> new GoingDown(name, explained("%s could not be removed".formatted(name), cause)));
  }

  /** Of a service of which something is left. */
  GoingDown goingDown(TenantRef ref, ServiceName name, ServiceTeardown.Left left) {
    return left.refusal()
        .filter(_ -> !rights.mayBeOnTheirWayTo(ref.namespace()))
        .map(problem -> GoingDown.blocked(name, problem))
        .orElseGet(() -> new GoingDown(name, left.message()));
  }

  private Optional<Problem> refusal(TenantRef ref, ServiceName name, Throwable cause) {
    return cause instanceof KubernetesClientException error
            && ApiRefusal.needsPerson(error)
            && !rights.mayBeOnTheirWayTo(ref.namespace())
        ? Optional.of(
            new Problem(
                Reason.REFUSED_BY_CLUSTER,
                "The API server refuses a request for %s. Change the policy, quota or right that it names: %s"
                    .formatted(name, ApiRefusal.message(error))))
        : Optional.empty();
  }

  private Duration retryAfter(TenantRef ref, Throwable cause) {
    return cause instanceof KubernetesClientException && rights.mayBeOnTheirWayTo(ref.namespace())
        ? RequeueDelays.WHEN_PROGRESSING
        : RequeueDelays.WHEN_BLOCKED;
  }

  private static String explained(String what, Throwable cause) {
    if (cause instanceof KubernetesClientException error) {
      return "%s. The operator tries again. The API server says: %s"
          .formatted(what, ApiRefusal.message(error));
    }
    log.warn(what, cause);
    return SEE_LOG;
  }
}
