package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.status.ServiceResult;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One reconciliation of a service in mode Dedicated, as a chain of steps over one context. Whatever
 * stops it stops this service alone.
 */
public final class DedicatedServiceReconciler {
  private final SecretsStep secrets;
  private final EnvironmentStep environment;
  private final ClassAccessStep classAccess;
  private final DatabaseStep database;
  private final CompileStep compile;
  private final VolumesStep volumes;
  private final TurnStep turn;
  private final StagesStep stages;
  private final PruneStep prune;
  private final AvailabilityStep availability;
  private final ProvisioningStep provisioning;
  private final RouteStep route;
  private final ReachabilityStep reachability;
  private final ShutdownStep shutdown;

  public DedicatedServiceReconciler(
      SecretsStep secrets,
      EnvironmentStep environment,
      ClassAccessStep classAccess,
      DatabaseStep database,
      CompileStep compile,
      VolumesStep volumes,
      TurnStep turn,
      StagesStep stages,
      PruneStep prune,
      AvailabilityStep availability,
      ProvisioningStep provisioning,
      RouteStep route,
      ReachabilityStep reachability,
      ShutdownStep shutdown) {
    this.secrets = secrets;
    this.environment = environment;
    this.classAccess = classAccess;
    this.database = database;
    this.compile = compile;
    this.volumes = volumes;
    this.turn = turn;
    this.stages = stages;
    this.prune = prune;
    this.availability = availability;
    this.provisioning = provisioning;
    this.route = route;
    this.reachability = reachability;
    this.shutdown = shutdown;
  }

  ServiceResult reconcile(ServiceRequest request) {
    ServiceContext context = ServiceContext.of(request);
    return switch (request.running() ? bringUp(context) : keepDown(context)) {
      case StepResult.Next<ServiceContext>(ServiceContext end) ->
          result(
              request,
              new ServiceOutcome.Ready(remark(end), end.reachableUntil()),
              request.keptAsIs().or(end::unfollowed),
              List.of());
      case StepResult.Stop<ServiceContext>(ServiceOutcome outcome, List<Decision> decisions) ->
          result(request, outcome, request.keptAsIs(), decisions);
    };
  }

  private static Optional<String> remark(ServiceContext end) {
    Optional<String> held =
        end.held()
            ? Optional.of(
                "A change of its pods waits for its turn in the roll-out of TenantClass "
                    + end.tenant().className())
            : Optional.empty();
    return held.or(() -> end.service().remark(end.plan(), end.recordSession().read()));
  }

  /** What a service that is new will have, for the record: nothing is made. */
  void plan(ServiceRequest request) {
    database
        .plan(ServiceContext.of(request))
        .then(secrets::apply)
        .then(database::access)
        .then(classAccess::apply)
        .then(compile::apply)
        .then(volumes::plan);
  }

  /** Its application is going, so that nobody wants to know how it is. */
  void stopAsking(String tenant, ServiceName service) {
    availability.stopAsking(tenant, service);
  }

  private StepResult<ServiceContext> bringUp(ServiceContext context) {
    return permitted(context)
        .then(this::made)
        .then(made -> doubtingPassword(made, availability::apply))
        .then(this::waitIsOver)
        .then(this::setUp)
        .then(reachability::apply);
  }

  private StepResult<ServiceContext> setUp(ServiceContext context) {
    return context.answered()
        ? provisioning.apply(context).then(route::open)
        : StepResult.next(context);
  }

  private StepResult<ServiceContext> made(ServiceContext context) {
    // no key is made beside a database that an earlier one belongs to
    return database
        .plan(context)
        .then(secrets::apply)
        .then(environment::apply)
        .then(classAccess::apply)
        .then(database::apply)
        .then(this::applied);
  }

  private StepResult<ServiceContext> applied(ServiceContext context) {
    return compile
        .apply(context)
        .then(route::close)
        .then(volumes::apply)
        .then(turn::apply)
        .then(compiled -> compiled.held() ? StepResult.next(compiled) : rolledOut(compiled));
  }

  private StepResult<ServiceContext> rolledOut(ServiceContext context) {
    return route
        .plan(context)
        .then(compiled -> doubtingPassword(compiled, stages::apply))
        .then(turn::note)
        .then(route::apply)
        .then(prune::apply)
        .then(route::noteHost);
  }

  /** Where pods do not come up for long, a wrong password of the database may be why. */
  private StepResult<ServiceContext> doubtingPassword(
      ServiceContext context, Function<ServiceContext, StepResult<ServiceContext>> step) {
    StepResult<ServiceContext> result = step.apply(context);
    if (result instanceof StepResult.Stop) {
      database.waitsForApplication(context);
    }
    return result;
  }

  private StepResult<ServiceContext> waitIsOver(ServiceContext context) {
    database.waitIsOver(context);
    return StepResult.next(context);
  }

  /** What shall not run is stopped, also where not all of the spec could be followed. */
  private StepResult<ServiceContext> keepDown(ServiceContext context) {
    stopAsking(context.tenant().name(), context.name());
    database.waitIsOver(context);
    // only planned so far: nothing of it was ever applied
    if (context.recordSession().read().version().isEmpty()) {
      return StepResult.stop(new ServiceOutcome.Off());
    }
    return shutdown.permitted(context).then(this::shutDown);
  }

  private StepResult<ServiceContext> shutDown(ServiceContext context) {
    return switch (permitted(context)) {
      case StepResult.Stop<ServiceContext> _ -> shutdown.stop(context);
      case StepResult.Next<ServiceContext> _ ->
          switch (made(context)) {
            case StepResult.Next<ServiceContext> _ -> shutdown.awaitPods(context);
            case StepResult.Stop<ServiceContext> stop -> shutdown.stopBefore(context, stop);
          };
    };
  }

  /** Whether the service may be touched at all. */
  private static StepResult<ServiceContext> permitted(ServiceContext context) {
    if (context.request().rejection().isPresent()) {
      return StepResult.blocked(context.request().rejection().get());
    }
    return context.request().namespaceReady()
        ? StepResult.next(context)
        // the namespace asks for the next reconciliation
        : StepResult.stop(
            new ServiceOutcome.Progressing(
                Reason.WAITING_FOR_NAMESPACE,
                "Waiting for the namespace to be set up",
                RequeueDelays.WHEN_BLOCKED));
  }

  private static ServiceResult result(
      ServiceRequest request,
      ServiceOutcome outcome,
      Optional<Problem> keptAsIs,
      List<Decision> decisions) {
    return new ServiceResult(
        request.resolved().name(),
        outcome,
        ServiceResult.Facts.of(request.resolved().name(), request.recordSession().read()),
        keptAsIs,
        decisions);
  }
}
