package io.smarteros.tenant.reconcile.service;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ServiceTeardown;
import io.smarteros.tenant.hosts.HostOwnership;
import io.smarteros.tenant.reachability.RouteSchemes;
import io.smarteros.tenant.record.Scheme;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.resolve.Hosts;
import io.smarteros.tenant.service.Route;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Lets requests in from outside the cluster: only once the application's first-run page was seen
 * closed. A route that may not be there goes before anything else is applied, and comes last. Its
 * host is in the record from before it is made.
 */
public final class RouteStep {
  private final ServiceTeardown teardown;
  private final ObjectsStep objects;
  private final HostOwnership hosts;
  private final RouteSchemes schemes;

  public RouteStep(
      ServiceTeardown teardown, ObjectsStep objects, HostOwnership hosts, RouteSchemes schemes) {
    this.teardown = teardown;
    this.objects = objects;
    this.hosts = hosts;
    this.schemes = schemes;
  }

  /** What should exist of routes just now. */
  static List<HasMetadata> wanted(ServiceContext context) {
    return context.recordSession().read().routeAllowed()
        ? Route.of(context.plan(), context.blueprint().endpoints())
        : List.of();
  }

  /**
   * Gives a service that starts for the first time the host that the class's pattern makes its own.
   * Any other host goes to the first one that may have a route there.
   */
  StepResult<ServiceContext> plan(ServiceContext context) {
    String host = context.resolved().host();
    boolean isDefault =
        Hosts.defaultsOf(context.tenant().name(), context.tenant().tenantClass()).contains(host);
    if (context.running()
        && isDefault
        && context.recordSession().read().hosts().isEmpty()
        && hosts.give(context.tenant(), host).isEmpty()) {
      context.recordSession().prepare(service -> service.routing(host));
    }
    return StepResult.next(context);
  }

  /** Removes the routes of an application that may be new behind them. */
  StepResult<ServiceContext> close(ServiceContext context) {
    if (context.recordSession().read().routeAllowed()) {
      return StepResult.next(context);
    }
    return teardown
        .removeRoutes(context.ref(), context.name())
        .<StepResult<ServiceContext>>map(left -> StepResult.progressing(Reason.PROGRESSING, left))
        .orElseGet(() -> StepResult.next(context));
  }

  /** Applies the routes that may be there. */
  StepResult<ServiceContext> apply(ServiceContext context) {
    StepResult<ServiceContext> result = giveHost(context);
    for (HasMetadata route : wanted(context)) {
      result = result.then(at -> objects.apply(at, route));
    }
    return result;
  }

  /** The application is set up: its first-run page is closed. */
  StepResult<ServiceContext> open(ServiceContext context) {
    if (context.recordSession().read().routeAllowed()) {
      return StepResult.next(context);
    }
    // if this were lost, the route would go until it is seen again
    context.recordSession().later(record -> record.withRouteAllowed());
    return apply(context).then(this::noteHost);
  }

  /** The host is in the record before there is a route for it. */
  private StepResult<ServiceContext> giveHost(ServiceContext context) {
    ServiceRecord known = context.recordSession().read();
    String host = context.resolved().host();
    if (!known.routeAllowed() || known.hosts().equals(Set.of(host))) {
      return StepResult.next(context);
    }
    Optional<Problem> taken = hosts.give(context.tenant(), host);
    if (taken.isPresent()) {
      return StepResult.blocked(taken.get());
    }
    context
        .recordSession()
        .tenant()
        .update(
            record ->
                withDomainOf(context, record)
                    .withService(context.name(), service -> service.routing(host)));
    return StepResult.next(context);
  }

  private static TenantRecord withDomainOf(ServiceContext context, TenantRecord record) {
    return context
        .tenant()
        .domain()
        .filter(domain -> HostOwnership.isBelow(context.resolved().host(), domain))
        .map(domain -> record.withDomain(Optional.of(domain)))
        .orElse(record);
  }

  /** Once routes that may not be there are gone: the host is in force, and no other one. */
  StepResult<ServiceContext> noteHost(ServiceContext context) {
    if (context.recordSession().read().routeAllowed()) {
      Optional<Scheme> scheme = schemes.of(wanted(context), context.fullResync());
      context.recordSession().later(service -> service.routed(context.resolved().host(), scheme));
    }
    return StepResult.next(context);
  }
}
