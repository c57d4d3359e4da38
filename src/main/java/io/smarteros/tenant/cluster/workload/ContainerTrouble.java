package io.smarteros.tenant.cluster.workload;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** A container that does not run, and whether a person has to do something about it. */
record ContainerTrouble(ObservedPod pod, ContainerStatus container) {
  /** Wrong in the spec of the pod or in what it refers to: the kubelet repeats it in vain. */
  private static final Set<String> NEVER_HEALS =
      Set.of("InvalidImageName", "ErrImageNeverPull", "CreateContainerConfigError");

  private static final Set<String> MAY_HEAL =
      Set.of(
          "ErrImagePull",
          "ImagePullBackOff",
          "ImageInspectError",
          "RegistryUnavailable",
          "SignatureValidationFailed",
          "CreateContainerError",
          "RunContainerError",
          "PostStartHookError",
          "CrashLoopBackOff");

  private static final Set<String> PULLS = Set.of("ErrImagePull", "ImagePullBackOff");

  /** As registries and container runtimes say that there is no such image. */
  private static final List<String> NO_SUCH_IMAGE =
      List.of("not found", "manifest unknown", "name unknown", "repository does not exist");

  private static final int REPETITIONS = 3;

  /** After so long a run the kubelet too takes a crash for the first one. */
  private static final Duration ONE_SERIES = Duration.ofMinutes(10);

  private static final String OUT_OF_MEMORY = "OOMKilled";

  /** What needs a person outweighs what may heal. */
  static Optional<Workload> worst(List<ObservedPod> pods, Instant now) {
    List<Workload> troubles =
        pods.stream()
            .filter(ObservedPod::isToStay)
            .flatMap(pod -> pod.containers().flatMap(container -> of(pod, container).stream()))
            .map(trouble -> trouble.judge(now))
            .toList();
    return troubles.stream()
        .filter(Workload.Stuck.class::isInstance)
        .findFirst()
        .or(() -> troubles.stream().findFirst());
  }

  private static Optional<ContainerTrouble> of(ObservedPod pod, ContainerStatus container) {
    String reason = container.waitingReason();
    return NEVER_HEALS.contains(reason) || MAY_HEAL.contains(reason)
        ? Optional.of(new ContainerTrouble(pod, container))
        : Optional.empty();
  }

  private Workload judge(Instant now) {
    return isFinal() || isRepeated(now)
        ? new Workload.Stuck(problem())
        : Patience.with(problem(), since(), now);
  }

  private boolean isFinal() {
    if (NEVER_HEALS.contains(container.waitingReason())) {
      return true;
    }
    String message = container.waitingMessage().toLowerCase(Locale.ROOT);
    return PULLS.contains(container.waitingReason())
        && NO_SUCH_IMAGE.stream().anyMatch(message::contains);
  }

  /** Restarts of long ago are those of another trouble. */
  private boolean isRepeated(Instant now) {
    Duration age = Duration.between(pod.createdAt(), now);
    return container.crashes()
        && container.restarts() >= REPETITIONS
        && age.dividedBy(container.restarts()).compareTo(ONE_SERIES) < 0;
  }

  /** A pod may take long to come to its first crash. */
  private Instant since() {
    Instant notReady = pod.notReadySince();
    return container.crashes() && container.restarts() <= 1
        ? container.lastEndedAt().filter(end -> end.isAfter(notReady)).orElse(notReady)
        : notReady;
  }

  private Problem problem() {
    String detail =
        container.crashes() && container.hasEnded()
            ? "it ended with exit code %d (%s)"
                .formatted(container.lastExitCode(), container.lastEndReason())
            : container.waitingMessage();
    return new Problem(
        Reason.IMAGE_CANNOT_RUN,
        "Container %s with image %s cannot run: %s%s. %s"
            .formatted(
                container.name(),
                container.image(),
                container.waitingReason(),
                detail.isEmpty() ? "" : ", " + detail,
                remedy()));
  }

  private String remedy() {
    if (container.crashes()) {
      return container.lastEndReason().equals(OUT_OF_MEMORY)
          ? "Raise spec.services.%s.resources.memory".formatted(pod.service())
          : "Read its log: kubectl --namespace %s logs %s --container %s --previous"
              .formatted(pod.namespace(), pod.name(), container.name());
    }
    return "%s. See kubectl --namespace %s describe pod %s"
        .formatted(
            container.hasNoImage()
                ? "Correct version, image or pull Secret"
                : "Correct what it names",
            pod.namespace(),
            pod.name());
  }
}
