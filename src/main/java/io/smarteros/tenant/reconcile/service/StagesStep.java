package io.smarteros.tenant.reconcile.service;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.ResourceKind;
import io.smarteros.tenant.record.RunRecord;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.service.Gate;
import io.smarteros.tenant.service.RolloutStage;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Applies what a service should have in the tenant's namespace, volumes and routes aside: stage
 * after stage, each once the gates of the one before are open. What stands behind a closed gate is
 * left as it runs.
 */
public final class StagesStep {
  private final ObjectsStep objects;
  private final DeploymentsStep deployments;
  private final RunStep runs;

  public StagesStep(ObjectsStep objects, DeploymentsStep deployments, RunStep runs) {
    this.objects = objects;
    this.deployments = deployments;
    this.runs = runs;
  }

  StepResult<ServiceContext> apply(ServiceContext context) {
    if (context.running()) {
      context
          .recordSession()
          .prepare(
              record ->
                  record
                      .begun(
                          context.resolved().mode(),
                          context.resolved().version(),
                          context.resolved().pinned())
                      .withIntents(context.service().externals(context.plan())));
    }
    context.recordSession().prepare(record -> record.projecting(secrets(context)));
    // before anything is applied that can write data, or bring it to this version
    context.recordSession().persist();
    return context.running() ? rollOut(context) : scaleDown(context);
  }

  private static Set<String> secrets(ServiceContext context) {
    return context
        .blueprint()
        .objects()
        .filter(Secret.class::isInstance)
        .map(secret -> secret.getMetadata().getName())
        .collect(toUnmodifiableSet());
  }

  private StepResult<ServiceContext> rollOut(ServiceContext context) {
    List<RolloutStage> stages = context.blueprint().stages();
    StepResult<ServiceContext> result = StepResult.next(context);
    for (int stage = 0; stage < stages.size() && result.goesOn(); stage++) {
      int present = stage;
      result = result.then(at -> stage(at, stages, present));
    }
    return result;
  }

  private StepResult<ServiceContext> stage(
      ServiceContext context, List<RolloutStage> stages, int stage) {
    int reached = reached(context, stages);
    Set<ObjectKey> replaced = inLaterStages(stages, stage, reached);
    Set<String> neverRan = neverRan(context, stages.get(stage));
    StepResult<ServiceContext> result = StepResult.next(context);
    for (HasMetadata object : stages.get(stage).objects()) {
      ObjectKey key = ObjectKey.of(object);
      if (!replaced.contains(key) && !isNotNeededYet(key, neverRan)) {
        result = result.then(at -> objects.apply(at, object));
      }
    }
    for (Gate gate : stages.get(stage).gates()) {
      // what had to end before something ran is back once that has run
      boolean isToEnd =
          gate instanceof Gate.Stopped(String name) && stage == reached && !neverRan.contains(name);
      if (isToEnd || !(gate instanceof Gate.Stopped)) {
        result = result.then(at -> pass(at, gate));
      }
    }
    return result;
  }

  /**
   * Of the Deployments that must not run beside the stage's runs, those that need not be stopped:
   * no run has ever completed, so the stage with their pods was never reached.
   */
  private Set<String> neverRan(ServiceContext context, RolloutStage stage) {
    ServiceRecord record = context.recordSession().read();
    if (!stage.gates().stream().allMatch(gate -> hasNeverRun(record, gate))) {
      return Set.of();
    }
    return stage.gates().stream()
        .filter(Gate.Stopped.class::isInstance)
        .map(gate -> ((Gate.Stopped) gate).deployment())
        .filter(name -> !deployments.isThere(context, name))
        .collect(toUnmodifiableSet());
  }

  private static boolean hasNeverRun(ServiceRecord record, Gate gate) {
    return switch (gate) {
      case Gate.Available _, Gate.Stopped _, Gate.NoOtherVersion _ -> true;
      case Gate.Completed run ->
          record.run(run.run()).map(RunRecord::hasNeverCompleted).orElse(true);
    };
  }

  private static boolean isNotNeededYet(ObjectKey key, Set<String> neverRan) {
    return key.kind().equals("Deployment") && neverRan.contains(key.name());
  }

  private StepResult<ServiceContext> pass(ServiceContext context, Gate gate) {
    return switch (gate) {
      case Gate.Available(String deployment) -> deployments.await(context, deployment);
      case Gate.Stopped(String deployment) -> deployments.awaitEnd(context, deployment);
      case Gate.NoOtherVersion other -> deployments.awaitEndOfOthers(context, other);
      case Gate.Completed run -> runs.complete(context, run);
    };
  }

  /** An object that stands in several stages has the form of the furthest one that is reached. */
  private static Set<ObjectKey> inLaterStages(List<RolloutStage> stages, int stage, int reached) {
    return stages.subList(stage + 1, reached + 1).stream()
        .flatMap(later -> later.objects().stream())
        .map(ObjectKey::of)
        .collect(toUnmodifiableSet());
  }

  /**
   * The first stage with something that must run and has not completed, or with pods of another
   * version that must end, else the last one.
   */
  private int reached(ServiceContext context, List<RolloutStage> stages) {
    for (int stage = 0; stage < stages.size(); stage++) {
      if (!stages.get(stage).gates().stream().allMatch(gate -> isPassed(context, gate))) {
        return stage;
      }
    }
    return stages.size() - 1;
  }

  private boolean isPassed(ServiceContext context, Gate gate) {
    return gate instanceof Gate.NoOtherVersion other
        ? deployments.hasNoOther(context, other)
        : gate.hasRun(context.recordSession().read());
  }

  /**
   * Nothing is run, so no gate is waited for. What stops the pods comes first, so that nothing else
   * can keep them running.
   */
  private StepResult<ServiceContext> scaleDown(ServiceContext context) {
    Map<ObjectKey, HasMetadata> lastForms = new LinkedHashMap<>();
    context.blueprint().objects().forEach(object -> lastForms.put(ObjectKey.of(object), object));
    StepResult<ServiceContext> result = StepResult.next(context);
    for (HasMetadata object : computeFirst(lastForms)) {
      result = result.then(at -> objects.apply(at, object));
    }
    return result;
  }

  private static List<HasMetadata> computeFirst(Map<ObjectKey, HasMetadata> objects) {
    return objects.entrySet().stream()
        .sorted(Comparator.comparing(object -> !ResourceKind.of(object.getKey()).isCompute()))
        .map(Map.Entry::getValue)
        .toList();
  }
}
