package io.smarteros.tenant.reconcile.service;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ServiceTeardown;
import io.smarteros.tenant.service.Route;
import java.util.List;

/**
 * Lets requests in from outside the cluster: only once the application's first-run page was seen
 * closed. A route that may not be there goes before anything else is applied, and comes last.
 */
public final class RouteStep {
  private final ServiceTeardown teardown;
  private final ObjectsStep objects;

  public RouteStep(ServiceTeardown teardown, ObjectsStep objects) {
    this.teardown = teardown;
    this.objects = objects;
  }

  /** What should exist of routes just now. */
  static List<HasMetadata> wanted(ServiceContext context) {
    return context.recordSession().read().routeAllowed()
        ? Route.of(context.plan(), context.blueprint().endpoints())
        : List.of();
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
    StepResult<ServiceContext> result = StepResult.next(context);
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
    context.recordSession().update(record -> record.withRouteAllowed());
    return apply(context);
  }
}
