package io.smarteros.tenant.reconcile.service;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.smarteros.tenant.api.Problem;
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
  private final ServiceTeardown takedown;
  private final ApplicationHealth health;

  public DedicatedServiceReconciler(
      SecretsStep secrets,
      DatabaseStep database,
      EnvironmentStep environment,
      VolumesStep volumes,
      ObjectsStep objects,
      Inventory inventory,
      ServiceTeardown takedown,
      ApplicationHealth health) {
    this.secrets = secrets;
    this.database = database;
    this.environment = environment;
    this.volumes = volumes;
    this.objects = objects;
    this.inventory = inventory;
    this.takedown = takedown;
    this.health = health;
  }

  ServiceResult run(ServiceContext lane) {
    StepResult.End end = outcome(lane);
    return new ServiceResult(
        lane.resolved().name(),
        end.outcome(),
        Optional.of(
            new ServiceResult.Facts(
                lane.resolved().mode(),
                lane.resolved().version(),
                lane.resolved().url(),
                lane.resolved().name().loginSecret())),
        lane.held(),
        end.decisions());
  }

  private StepResult.End outcome(ServiceContext lane) {
    boolean neverMade = !lane.memory().read().holdsData();
    if (!lane.running() && neverMade) {
      return StepResult.End.with(new ServiceOutcome.Off());
    }
    if (lane.refusal().isPresent()) {
      return lane.running() ? blocked(lane.refusal().get()) : stop(lane);
    }
    if (!lane.namespaceReady()) {
      return lane.running() ? waitingForNamespace() : stop(lane);
    }
    StepResult<Made> made = make(lane);
    return lane.running()
        ? made.end(all -> setUp(lane, all.plan(), all.blueprint()))
        : keepDown(lane, made);
  }

  /** What shall not run is stopped, also where not all of the spec could be followed. */
  private StepResult.End keepDown(ServiceContext lane, StepResult<Made> made) {
    return switch (made) {
      case StepResult.Go<Made> _ -> awaitPods(lane);
      case StepResult.Stop<Made>(StepResult.End end) -> {
        takedown
            .awaitPods(lane.place(), lane.resolved().name())
            .ifPresent(_ -> takedown.stop(lane.place(), lane.resolved().name()));
        yield end;
      }
    };
  }

  private StepResult<Made> make(ServiceContext lane) {
    return secrets
        .ensure(lane)
        .then(
            generated ->
                environment
                    .ensure(lane)
                    .then(_ -> database.ensure(lane, generated))
                    .then(access -> make(lane, plan(lane, generated, access))));
  }

  private StepResult<Made> make(ServiceContext lane, ServicePlan plan) {
    return apply(lane, plan).then(blueprint -> StepResult.go(new Made(plan, blueprint)));
  }

  private static ServicePlan plan(
      ServiceContext lane, Map<String, String> generated, Optional<DatabaseAccess> access) {
    return new ServicePlan(
        lane.tenant(),
        lane.resolved(),
        generated,
        lane.memory().read().externals(),
        access,
        lane.running(),
        lane.memory().read().doorsOpen());
  }

  private StepResult<Blueprint> apply(ServiceContext lane, ServicePlan plan) {
    Blueprint blueprint = lane.service().compile(plan);
    return volumes
        .ensure(lane, blueprint.volumes())
        .then(
            _ -> {
              lane.memory()
                  .update(
                      record ->
                          record.inForce(
                              lane.resolved().mode(),
                              lane.resolved().version(),
                              lane.resolved().pinned()));
              return objects.apply(lane, inOrder(lane, blueprint));
            })
        .then(_ -> removeOthers(lane, blueprint));
  }

  /** What stops the pods comes first, so that nothing else can keep them running. */
  private static List<HasMetadata> inOrder(ServiceContext lane, Blueprint blueprint) {
    return lane.running() ? blueprint.objects() : blueprint.workloadFirst();
  }

  private StepResult<Blueprint> removeOthers(ServiceContext lane, Blueprint blueprint) {
    return takedown
        .removeAllBut(keys(blueprint), lane.place(), lane.resolved().name())
        .<StepResult<Blueprint>>map(left -> new StepResult.Stop<>(progressing(left)))
        .orElseGet(() -> StepResult.go(blueprint));
  }

  private StepResult.End setUp(ServiceContext lane, ServicePlan plan, Blueprint blueprint) {
    return switch (workload(lane, blueprint)) {
      case Workload.Progressing progressing -> progressing(progressing.message());
      case Workload.Stuck stuck -> blocked(stuck.problem());
      case Workload.Available _ ->
          switch (askHealth(lane, plan)) {
            case ApplicationHealth.Unwell unwell -> progressing(unwell.message());
            case ApplicationHealth.Well _ -> provision(lane, plan);
          };
    };
  }

  private ApplicationHealth.Health askHealth(ServiceContext lane, ServicePlan plan) {
    return health.ask(
        lane.tenant().name(),
        lane.resolved().name(),
        plan.doorsOpen(),
        () -> lane.service().answers(plan));
  }

  private StepResult.End provision(ServiceContext lane, ServicePlan plan) {
    return switch (lane.service().provision(plan, lane.memory())) {
      case Provisioning.Waiting waiting ->
          StepResult.End.with(
              new ServiceOutcome.Progressing(waiting.message(), waiting.retryAfter()));
      case Provisioning.Refused refused -> blocked(refused.problem());
      case Provisioning.Done _ -> plan.doorsOpen() ? ready() : openDoors(lane, plan);
    };
  }

  /** The first-run page is closed, so a route may exist from now on. */
  private StepResult.End openDoors(ServiceContext lane, ServicePlan plan) {
    lane.memory().update(record -> record.withDoorsOpen());
    return apply(lane, plan.withDoorsOpen()).end(_ -> ready());
  }

  private StepResult.End stop(ServiceContext lane) {
    return off(takedown.stop(lane.place(), lane.resolved().name()));
  }

  private StepResult.End awaitPods(ServiceContext lane) {
    return off(takedown.awaitPods(lane.place(), lane.resolved().name()));
  }

  private static StepResult.End off(Optional<String> waitingFor) {
    return waitingFor
        .map(DedicatedServiceReconciler::progressing)
        .orElseGet(() -> StepResult.End.with(new ServiceOutcome.Off()));
  }

  private Workload workload(ServiceContext lane, Blueprint blueprint) {
    Scope scope = new Scope.OfService(lane.resolved().name());
    List<ObservedObject> pods =
        inventory.in(lane.place()).stream()
            .filter(scope::covers)
            .filter(object -> object.key().kind().equals("Pod"))
            .toList();
    return inventory
        .find(
            new ObjectKey("apps/v1", "Deployment", lane.tenant().namespace(), blueprint.workload()))
        .map(deployment -> Workload.of(deployment, pods))
        .orElseGet(() -> new Workload.Progressing("waiting for the Deployment to be seen"));
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
            "waiting for the namespace and its guard rails", RequeueDelays.WHEN_BLOCKED));
  }

  private static StepResult.End ready() {
    return StepResult.End.with(new ServiceOutcome.Ready());
  }

  private static StepResult.End blocked(Problem problem) {
    return StepResult.End.with(new ServiceOutcome.Blocked(problem, RequeueDelays.WHEN_BLOCKED));
  }

  private static StepResult.End progressing(String message) {
    return StepResult.End.with(
        new ServiceOutcome.Progressing(message, RequeueDelays.WHEN_PROGRESSING));
  }

  /** What there should be of the service is there. */
  private record Made(ServicePlan plan, Blueprint blueprint) {}
}
