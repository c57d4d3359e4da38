package io.smarteros.tenant.reconcile.service;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.Inventory;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.ObservedObject;
import io.smarteros.tenant.cluster.Scope;
import io.smarteros.tenant.cluster.ServiceTeardown;
import io.smarteros.tenant.cluster.Workload;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.service.Blueprint;
import io.smarteros.tenant.service.Provisioning;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.ServicePlan.DatabaseAccess;
import io.smarteros.tenant.status.ServiceResult;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The way of one service through a pass: secrets into the record, database, compile, apply, ready,
 * set up. Whatever stops it stops this service alone.
 */
public final class DedicatedServiceReconciler {
  private final SecretsStep secrets;
  private final DatabaseStep database;
  private final EnvironmentStep environment;
  private final VolumesStep volumes;
  private final ObjectsStep objects;
  private final Inventory inventory;
  private final ServiceTeardown teardown;
  private final ApplicationHealth health;

  public DedicatedServiceReconciler(
      SecretsStep secrets,
      DatabaseStep database,
      EnvironmentStep environment,
      VolumesStep volumes,
      ObjectsStep objects,
      Inventory inventory,
      ServiceTeardown teardown,
      ApplicationHealth health) {
    this.secrets = secrets;
    this.database = database;
    this.environment = environment;
    this.volumes = volumes;
    this.objects = objects;
    this.inventory = inventory;
    this.teardown = teardown;
    this.health = health;
  }

  ServiceResult run(ServiceContext context) {
    StepResult.End end = outcome(context);
    return new ServiceResult(
        context.resolved().name(),
        end.outcome(),
        Optional.of(
            new ServiceResult.Facts(
                context.resolved().mode(),
                context.resolved().version(),
                context.resolved().url(),
                context.resolved().name().loginSecret())),
        context.keptAsIs(),
        end.decisions());
  }

  private StepResult.End outcome(ServiceContext context) {
    boolean neverMade = !context.recordSession().read().holdsData();
    if (!context.running() && neverMade) {
      return StepResult.End.with(new ServiceOutcome.Off());
    }
    if (context.rejection().isPresent()) {
      return context.running() ? blocked(context.rejection().get()) : stop(context);
    }
    if (!context.namespaceReady()) {
      return context.running() ? waitingForNamespace() : stop(context);
    }
    StepResult<Made> made = make(context);
    return context.running()
        ? made.end(all -> setUp(context, all.plan(), all.blueprint()))
        : keepDown(context, made);
  }

  /** What shall not run is stopped, also where not all of the spec could be followed. */
  private StepResult.End keepDown(ServiceContext context, StepResult<Made> made) {
    return switch (made) {
      case StepResult.Go<Made> _ -> awaitPods(context);
      case StepResult.Stop<Made>(StepResult.End end) -> {
        teardown
            .awaitPods(context.ref(), context.resolved().name())
            .ifPresent(_ -> teardown.stop(context.ref(), context.resolved().name()));
        yield end;
      }
    };
  }

  private StepResult<Made> make(ServiceContext context) {
    return secrets
        .ensure(context)
        .then(
            generated ->
                environment
                    .ensure(context)
                    .then(_ -> database.ensure(context, generated))
                    .then(access -> make(context, plan(context, generated, access))));
  }

  private StepResult<Made> make(ServiceContext context, ServicePlan plan) {
    return apply(context, plan).then(blueprint -> StepResult.go(new Made(plan, blueprint)));
  }

  private static ServicePlan plan(
      ServiceContext context, Map<String, String> generated, Optional<DatabaseAccess> access) {
    return new ServicePlan(
        context.tenant(),
        context.resolved(),
        generated,
        context.recordSession().read().externals(),
        access,
        context.running(),
        context.recordSession().read().routeAllowed());
  }

  private StepResult<Blueprint> apply(ServiceContext context, ServicePlan plan) {
    Blueprint blueprint = context.service().compile(plan);
    return volumes
        .ensure(context, blueprint.volumes())
        .then(
            _ -> {
              context
                  .recordSession()
                  .update(
                      record ->
                          record.inForce(
                              context.resolved().mode(),
                              context.resolved().version(),
                              context.resolved().pinned()));
              return objects.apply(context, inOrder(context, blueprint));
            })
        .then(_ -> removeOthers(context, blueprint));
  }

  /** What stops the pods comes first, so that nothing else can keep them running. */
  private static List<HasMetadata> inOrder(ServiceContext context, Blueprint blueprint) {
    return context.running() ? blueprint.objects() : blueprint.workloadFirst();
  }

  private StepResult<Blueprint> removeOthers(ServiceContext context, Blueprint blueprint) {
    return teardown
        .removeAllBut(keys(blueprint), context.ref(), context.resolved().name())
        .<StepResult<Blueprint>>map(
            left -> new StepResult.Stop<>(progressing(Reason.PROGRESSING, left)))
        .orElseGet(() -> StepResult.go(blueprint));
  }

  private StepResult.End setUp(ServiceContext context, ServicePlan plan, Blueprint blueprint) {
    return switch (workload(context, blueprint)) {
      case Workload.Progressing progressing ->
          progressing(progressing.reason(), progressing.message());
      case Workload.Stuck stuck -> blocked(stuck.problem());
      case Workload.Available _ ->
          switch (askHealth(context, plan)) {
            case ApplicationHealth.Unwell unwell ->
                progressing(Reason.WAITING_FOR_APPLICATION, unwell.message());
            case ApplicationHealth.Well _ -> provision(context, plan);
          };
    };
  }

  private ApplicationHealth.Health askHealth(ServiceContext context, ServicePlan plan) {
    return health.ask(
        context.tenant().name(),
        context.resolved().name(),
        plan.routeAllowed(),
        () -> context.service().checkHealth(plan));
  }

  private StepResult.End provision(ServiceContext context, ServicePlan plan) {
    return switch (context.service().provision(plan, context.recordSession())) {
      case Provisioning.Waiting waiting ->
          StepResult.End.with(
              new ServiceOutcome.Progressing(
                  Reason.SETTING_UP, waiting.message(), waiting.retryAfter()));
      case Provisioning.Refused rejected -> blocked(rejected.problem());
      case Provisioning.Done _ -> plan.routeAllowed() ? ready() : allowRoute(context, plan);
    };
  }

  /** The first-run page is closed, so a route may exist from now on. */
  private StepResult.End allowRoute(ServiceContext context, ServicePlan plan) {
    context.recordSession().update(record -> record.withRouteAllowed());
    return apply(context, plan.withRouteAllowed()).end(_ -> ready());
  }

  private StepResult.End stop(ServiceContext context) {
    return off(teardown.stop(context.ref(), context.resolved().name()));
  }

  private StepResult.End awaitPods(ServiceContext context) {
    return off(teardown.awaitPods(context.ref(), context.resolved().name()));
  }

  private static StepResult.End off(Optional<String> waitingFor) {
    return waitingFor
        .map(message -> progressing(Reason.WAITING_FOR_PODS, message))
        .orElseGet(() -> StepResult.End.with(new ServiceOutcome.Off()));
  }

  private Workload workload(ServiceContext context, Blueprint blueprint) {
    Scope scope = new Scope.OfService(context.resolved().name());
    List<ObservedObject> objects =
        inventory.in(context.ref()).stream().filter(scope::covers).toList();
    return inventory
        .find(
            new ObjectKey(
                "apps/v1", "Deployment", context.tenant().namespace(), blueprint.workload()))
        .map(deployment -> Workload.of(deployment, objects))
        .orElseGet(
            () ->
                new Workload.Progressing(
                    Reason.WAITING_FOR_PODS, "Waiting for the new Deployment to be observed"));
  }

  private static Set<ObjectKey> keys(Blueprint blueprint) {
    return Stream.concat(blueprint.volumes().stream(), blueprint.objects().stream())
        .map(ObjectKey::of)
        .collect(Collectors.toUnmodifiableSet());
  }

  /** The namespace asks for the next pass. */
  private static StepResult.End waitingForNamespace() {
    return StepResult.End.with(
        new ServiceOutcome.Progressing(
            Reason.WAITING_FOR_NAMESPACE,
            "Waiting for the namespace and its guard rails",
            RequeueDelays.WHEN_BLOCKED));
  }

  private static StepResult.End ready() {
    return StepResult.End.with(new ServiceOutcome.Ready());
  }

  private static StepResult.End blocked(Problem problem) {
    return StepResult.End.with(new ServiceOutcome.Blocked(problem, RequeueDelays.WHEN_BLOCKED));
  }

  private static StepResult.End progressing(Reason reason, String message) {
    return StepResult.End.with(
        new ServiceOutcome.Progressing(reason, message, RequeueDelays.WHEN_PROGRESSING));
  }

  /** What there should be of the service is there. */
  private record Made(ServicePlan plan, Blueprint blueprint) {}
}
