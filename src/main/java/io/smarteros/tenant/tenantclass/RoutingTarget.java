package io.smarteros.tenant.tenantclass;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.tenantclass.Routing;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import io.smarteros.tenant.cluster.ApiRefusal;
import io.smarteros.tenant.cluster.foreign.ForeignKind;
import io.smarteros.tenant.reachability.GatewayListeners;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.resolve.Hosts;
import io.smarteros.tenant.tenantclass.PeriodicChecks.Result;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The object by which a class names who serves its tenants' routes.
 *
 * @param namespace empty for a cluster-scoped kind
 * @param listener of a Gateway
 */
record RoutingTarget(ForeignKind kind, String namespace, String name, Optional<Listener> listener) {
  private static final Logger log = LoggerFactory.getLogger(RoutingTarget.class);

  private static final Duration WHEN_FOUND = Duration.ofMinutes(1);

  /**
   * What takes the routes of tenants.
   *
   * @param section its name; empty for any
   * @param domain below which the hosts of the tenants are
   */
  record Listener(String section, String domain) {}

  /** Empty also for the cluster's default IngressClass: which one that is, is not read. */
  static Optional<RoutingTarget> of(TenantClassSpec spec) {
    Optional<Routing> routing =
        Optional.ofNullable(spec.routing()).filter(Routing::checksReachability);
    return routing
        .map(Routing::gateway)
        .map(Routing.Gateway::parentRef)
        .map(gateway -> gateway(gateway, Hosts.sharedDomain(spec)))
        .or(
            () ->
                routing
                    .map(Routing::ingress)
                    .map(Routing.Ingress::className)
                    .map(
                        name ->
                            new RoutingTarget(
                                ForeignKind.INGRESS_CLASS, "", name, Optional.empty())));
  }

  private static RoutingTarget gateway(Routing.ParentRef gateway, String domain) {
    String section = Optional.ofNullable(gateway.sectionName()).orElse("");
    return new RoutingTarget(
        ForeignKind.GATEWAY,
        gateway.namespace(),
        gateway.name(),
        Optional.of(new Listener(section, domain)));
  }

  /** Whether it exists, and takes the routes. */
  Result look(KubernetesClient client) {
    try {
      Optional<Problem> problem =
          kind.read(client, namespace, name)
              .map(this::unfit)
              .orElseGet(() -> Optional.of(missing()));
      return new Result(
          Optional.of(
              problem
                  .<Finding>map(Finding.Fails::new)
                  .orElseGet(() -> new Finding.Holds(this + " exists"))),
          problem.isEmpty() ? WHEN_FOUND : RequeueDelays.WHEN_BLOCKED);
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

  private Optional<Problem> unfit(GenericKubernetesResource found) {
    return listener
        .flatMap(asked -> GatewayListeners.complaint(found, asked.section(), asked.domain()))
        .map(
            why ->
                new Problem(
                    Reason.ROUTING_NOT_FOUND,
                    "%s takes no routes of the tenants: %s. Correct its listeners, or spec.routing"
                        .formatted(this, why)));
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
