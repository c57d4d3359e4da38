package io.smarteros.tenant.tenantclass;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.tenantclass.Routing;
import io.smarteros.tenant.cluster.ApiRefusal;
import io.smarteros.tenant.cluster.foreign.ForeignKind;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.tenantclass.PeriodicChecks.Result;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The object by which a class names who serves its tenants' routes.
 *
 * @param namespace empty for a cluster-scoped kind
 */
record RoutingTarget(ForeignKind kind, String namespace, String name) {
  private static final Logger log = LoggerFactory.getLogger(RoutingTarget.class);

  private static final Duration WHEN_FOUND = Duration.ofMinutes(1);

  /** Empty also for the cluster's default IngressClass: which one that is, is not read. */
  static Optional<RoutingTarget> of(Routing routing) {
    if (!routing.checksReachability()) {
      return Optional.empty();
    }
    return Optional.ofNullable(routing.gateway())
        .map(Routing.Gateway::parentRef)
        .map(gateway -> new RoutingTarget(ForeignKind.GATEWAY, gateway.namespace(), gateway.name()))
        .or(
            () ->
                Optional.ofNullable(routing.ingress())
                    .map(Routing.Ingress::className)
                    .map(name -> new RoutingTarget(ForeignKind.INGRESS_CLASS, "", name)));
  }

  /** Whether it exists. */
  Result look(KubernetesClient client) {
    try {
      return kind.read(client, namespace, name).isPresent()
          ? new Result(Optional.of(new Finding.Holds(this + " exists")), WHEN_FOUND)
          : new Result(Optional.of(new Finding.Fails(missing())), RequeueDelays.WHEN_BLOCKED);
    } catch (KubernetesClientException e) {
      String message = ApiRefusal.message(e);
      if (ApiRefusal.needsPerson(e)) {
        return new Result(
            Optional.of(new Finding.Unclear(refused(message))), RequeueDelays.WHEN_BLOCKED);
      }
      log.warn("{} cannot be read now: {}", this, message);
      return new Result(Optional.empty(), RequeueDelays.WHEN_BLOCKED);
    }
  }

  private Problem missing() {
    return new Problem(
        Reason.ROUTING_NOT_FOUND,
        "%s does not exist, but the class names it. Create it, or correct spec.routing"
            .formatted(this));
  }

  private Problem refused(String message) {
    return new Problem(
        Reason.REFUSED_BY_CLUSTER,
        "The operator may not read %s. Check the chart's ClusterRole. The API server says: %s"
            .formatted(this, message));
  }

  @Override
  public String toString() {
    return kind.nameOf(namespace, name);
  }
}
