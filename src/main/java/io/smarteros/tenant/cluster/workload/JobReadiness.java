package io.smarteros.tenant.cluster.workload;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ObservedObject;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What keeps a Job that has neither completed nor failed from going on. */
public final class JobReadiness {
  private JobReadiness() {}

  /**
   * Decides by its pods.
   *
   * @param objects of the tenant; pods of others are ignored
   * @return empty while nothing is wrong
   */
  public static Optional<Workload> trouble(
      ObservedObject job, List<ObservedObject> objects, Instant now) {
    List<ObservedPod> pods = ObservedPod.ofJob(job, objects);
    return pods.isEmpty()
        ? Optional.of(Patience.with(noPod(job), job.createdAt(), now))
            .filter(Workload.Stuck.class::isInstance)
        : ContainerTrouble.worst(pods, now);
  }

  /**
   * What a container of a failed Job said last: the first line of its termination message.
   *
   * @param objects of the tenant; pods of others are ignored
   */
  public static Optional<String> lastWords(ObservedObject job, List<ObservedObject> objects) {
    return ObservedPod.ofJob(job, objects).stream()
        .filter(ObservedPod::hasFailed)
        .max(Comparator.comparing(ObservedPod::createdAt))
        .flatMap(
            pod ->
                pod.containers()
                    .flatMap(container -> container.terminationMessage().lines())
                    .findFirst());
  }

  /** What its controller is told stands in Events alone. */
  private static Problem noPod(ObservedObject job) {
    return new Problem(
        Reason.REFUSED_BY_CLUSTER,
        "The cluster lets no pod of %s be made. Its Events say why: kubectl --namespace %s describe job %s"
            .formatted(job.key(), job.key().namespace(), job.key().name()));
  }
}
