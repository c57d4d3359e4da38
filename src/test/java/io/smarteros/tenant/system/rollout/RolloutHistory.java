package io.smarteros.tenant.system.rollout;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.local.operator.OperatorChart;
import io.smarteros.tenant.testkit.platform.Platform;
import io.smarteros.tenant.testkit.platform.Records;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of each version of each tenant on its way through the stages, with the revision of
 * the cluster at which it was seen first: it tells the order, also between kinds of objects.
 */
final class RolloutHistory implements AutoCloseable {
  private final Map<Version, Map<Step, Long>> seen = new ConcurrentHashMap<>();
  private final Map<Version, Set<String>> jobs = new ConcurrentHashMap<>();
  private final List<Watch> watches = new ArrayList<>();
  private volatile @Nullable Exception failure;

  private RolloutHistory() {}

  /** From what there is now. */
  static RolloutHistory begin(Platform platform) {
    KubernetesClient client = platform.client();
    RolloutHistory history = new RolloutHistory();
    history.watches.add(
        client
            .secrets()
            .inNamespace(OperatorChart.NAMESPACE)
            .withLabel(Names.COMPONENT_LABEL, "record")
            .watch(history.watcher(history::record)));
    history.watches.add(
        client.batch().v1().jobs().inAnyNamespace().watch(history.watcher(history::job)));
    history.watches.add(
        client.apps().deployments().inAnyNamespace().watch(history.watcher(history::deployment)));
    return history;
  }

  record Version(String tenant, String version) {}

  /** In the order in which they have to come. */
  enum Step {
    JOB_IN_RECORD,
    JOB_THERE,
    JOB_COMPLETE,
    COMPLETION_IN_RECORD,
    NEXT_STAGE_THERE
  }

  boolean has(Version version, Step step) {
    return stepsOf(version).containsKey(step);
  }

  /** All steps that were seen, by the revision at which each was seen first. */
  List<Step> inOrder(Version version) {
    requireAll();
    return stepsOf(version).entrySet().stream()
        .sorted(Map.Entry.comparingByValue())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** How many Jobs there ever were. */
  int jobs(Version version) {
    requireAll();
    return jobs.getOrDefault(version, Set.of()).size();
  }

  private void requireAll() {
    if (failure != null) {
      throw new IllegalStateException("Not all that happened was seen", failure);
    }
  }

  private Map<Step, Long> stepsOf(Version version) {
    return seen.getOrDefault(version, Map.of());
  }

  private void record(Secret secret, Long revision) {
    String tenant = label(secret);
    Optional.ofNullable(Records.runs(Records.read(secret), "n8n").get("migrate"))
        .ifPresent(run -> record(new Version(tenant, run.key()), run, revision));
  }

  private void record(Version version, Records.Run run, Long revision) {
    note(version, Step.JOB_IN_RECORD, revision);
    if (run.completed()) {
      note(version, Step.COMPLETION_IN_RECORD, revision);
    }
  }

  private void job(Job job, Long revision) {
    String image = job.getSpec().getTemplate().getSpec().getContainers().getFirst().getImage();
    Version version = new Version(label(job), image.substring(image.lastIndexOf(':') + 1));
    note(version, Step.JOB_THERE, revision);
    jobs.computeIfAbsent(version, _ -> ConcurrentHashMap.newKeySet())
        .add(job.getMetadata().getUid());
    if (job.getStatus().getConditions().stream()
        .anyMatch(condition -> condition.getType().equals("Complete"))) {
      note(version, Step.JOB_COMPLETE, revision);
    }
  }

  private void deployment(Deployment deployment, Long revision) {
    Version version =
        new Version(
            label(deployment),
            deployment.getMetadata().getAnnotations().getOrDefault(Names.VERSION_ANNOTATION, ""));
    note(version, Step.NEXT_STAGE_THERE, revision);
  }

  private void note(Version version, Step step, Long revision) {
    seen.computeIfAbsent(version, _ -> new ConcurrentHashMap<>()).putIfAbsent(step, revision);
  }

  private static String label(HasMetadata object) {
    return object.getMetadata().getLabels().getOrDefault(Names.TENANT_LABEL, "");
  }

  private <T extends HasMetadata> Watcher<T> watcher(BiConsumer<T, Long> see) {
    return new Watcher<>() {
      @Override
      public void eventReceived(Action action, T object) {
        try {
          see.accept(object, Long.valueOf(object.getMetadata().getResourceVersion()));
        } catch (RuntimeException e) {
          failure = e;
        }
      }

      @Override
      public void onClose(WatcherException cause) {
        failure = cause;
      }
    };
  }

  @Override
  public void close() {
    watches.forEach(Watch::close);
  }

  @Override
  public String toString() {
    return new TreeMap<>(Map.of("seen", seen, "jobs", jobs)).toString();
  }
}
