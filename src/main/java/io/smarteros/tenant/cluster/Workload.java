package io.smarteros.tenant.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** Whether a Deployment runs as it should, as far as the cluster knows. */
public sealed interface Workload {

  /** All pods that are wanted are available, of the present revision. */
  record Available() implements Workload {}

  /**
   * It may become available by itself.
   *
   * @param reason whether pods or a volume are waited for
   * @param message what is waited for, for a person
   */
  record Progressing(Reason reason, String message) implements Workload {}

  /** It does not become available without a person. */
  record Stuck(Problem problem) implements Workload {}

  /**
   * Decides by the status of the Deployment and, if it is not available, of its pods and volumes.
   *
   * @param objects of the service: its pods and volumes are looked at
   */
  static Workload of(ObservedObject deployment, List<ObservedObject> objects) {
    if (!isCurrent(deployment)) {
      return new Progressing(
          Reason.WAITING_FOR_PODS,
          "Waiting for the rollout of Deployment %s to begin".formatted(deployment.key().name()));
    }
    if (isAvailable(deployment)) {
      return new Available();
    }
    return refusedPods(deployment)
        .or(() -> podsOf(deployment, objects).flatMap(Workload::cannotRun).findFirst())
        .<Workload>map(Stuck::new)
        .orElseGet(() -> progressing(deployment, objects));
  }

  /**
   * Whether a container of this version came to run, which may have changed data for ever.
   *
   * @param version as it stands on the pod: the cluster may have refused the Deployment of a newer
   *     one, so that the one before runs on
   * @param pods of the tenant; those of other Deployments are ignored
   */
  static boolean hasStarted(ObservedObject deployment, String version, List<ObservedObject> pods) {
    JsonNode status = deployment.status();
    int replicas = status.path("replicas").asInt();
    return isCurrent(deployment)
        && replicas > 0
        && status.path("updatedReplicas").asInt() == replicas
        && podsOf(deployment, pods)
            .filter(pod -> !pod.deleting())
            .filter(pod -> version.equals(pod.annotations().get(Names.VERSION_ANNOTATION)))
            .flatMap(Workload::containers)
            .anyMatch(Workload::hasStarted);
  }

  /**
   * Whether it is certain that no container of this version ever came to run: the Deployment is
   * still of another one, or it never was complete and none of its pods got its image.
   *
   * @param pods of the tenant; those of other Deployments are ignored
   */
  static boolean hasNeverStarted(
      ObservedObject deployment, String version, List<ObservedObject> pods) {
    List<ObservedObject> ofVersion =
        podsOf(deployment, pods)
            .filter(pod -> version.equals(pod.annotations().get(Names.VERSION_ANNOTATION)))
            .toList();
    String applied = deployment.annotations().getOrDefault(Names.VERSION_ANNOTATION, version);
    if (!applied.equals(version)) {
      return ofVersion.isEmpty();
    }
    return isCurrent(deployment)
        && condition(deployment, "Progressing", "True")
            .filter(progress -> progress.path("reason").asText().equals(COMPLETE))
            .isEmpty()
        && !ofVersion.isEmpty()
        && ofVersion.stream().allMatch(Workload::hasNoImage);
  }

  private static boolean hasNoImage(ObservedObject pod) {
    return containers(pod).anyMatch(each -> WITHOUT_IMAGE.contains(waitingReason(each)))
        && containers(pod).noneMatch(Workload::hasStarted);
  }

  private static boolean hasStarted(JsonNode container) {
    return waitingReason(container).isEmpty()
        || waitingReason(container).equals(CRASHES)
        || !container.path("lastState").path("terminated").isMissingNode();
  }

  private static boolean isCurrent(ObservedObject deployment) {
    return deployment.status().path("observedGeneration").asLong() >= deployment.generation();
  }

  private static boolean isAvailable(ObservedObject deployment) {
    JsonNode status = deployment.status();
    int replicas = status.path("replicas").asInt();
    return replicas > 0
        && status.path("updatedReplicas").asInt() == replicas
        && status.path("availableReplicas").asInt() == replicas
        && status.path("unavailableReplicas").asInt() == 0;
  }

  /** The pods were not even made: quota, limits or Pod Security forbid them. */
  private static Optional<Problem> refusedPods(ObservedObject deployment) {
    return condition(deployment, "ReplicaFailure", "True")
        .map(condition -> condition.path("message").asText())
        .filter(message -> message.contains("forbidden"))
        .map(
            message ->
                message.contains("exceeded quota")
                    ? ApiRefusal.quotaExceeded(deployment.key(), message)
                    : new Problem(
                        Reason.NOT_ALLOWED_BY_CLASS,
                        "A rule of the namespace forbids the pods of %s. Change the Tenant, or limits or podSecurity of the class: %s"
                            .formatted(deployment.key(), message)));
  }

  private static Stream<Problem> cannotRun(ObservedObject pod) {
    return containers(pod)
        .filter(container -> CANNOT_RUN.contains(waitingReason(container)))
        .map(container -> cannotRun(pod, container));
  }

  private static Problem cannotRun(ObservedObject pod, JsonNode container) {
    String reason = waitingReason(container);
    String message = container.path("state").path("waiting").path("message").asText();
    JsonNode ended = container.path("lastState").path("terminated");
    String detail =
        reason.equals(CRASHES) && !ended.isMissingNode()
            ? "it ended with exit code %d (%s)"
                .formatted(ended.path("exitCode").asInt(), ended.path("reason").asText())
            : message;
    return new Problem(
        Reason.IMAGE_CANNOT_RUN,
        "Container %s with image %s cannot run: %s%s. %s"
            .formatted(
                container.path("name").asText(),
                container.path("image").asText(),
                reason,
                detail.isEmpty() ? "" : ", " + detail,
                remedy(pod, container)));
  }

  private static String remedy(ObservedObject pod, JsonNode container) {
    if (!waitingReason(container).equals(CRASHES)) {
      return "Correct version, image or pull Secret. See kubectl --namespace %s describe pod %s"
          .formatted(pod.key().namespace(), pod.key().name());
    }
    String ended = container.path("lastState").path("terminated").path("reason").asText();
    return ended.equals(OUT_OF_MEMORY)
        ? "Raise spec.services.%s.resources.memory".formatted(pod.label(Names.SERVICE_LABEL))
        : "Read its log: kubectl --namespace %s logs %s --container %s --previous"
            .formatted(pod.key().namespace(), pod.key().name(), container.path("name").asText());
  }

  private static Progressing progressing(ObservedObject deployment, List<ObservedObject> objects) {
    Optional<String> unschedulable =
        podsOf(deployment, objects)
            .flatMap(pod -> condition(pod, "PodScheduled", "False").stream())
            .map(condition -> condition.path("message").asText())
            .findFirst();
    if (unschedulable.isPresent()) {
      return new Progressing(
          isAboutVolume(unschedulable.get()) ? Reason.WAITING_FOR_VOLUME : Reason.WAITING_FOR_PODS,
          "Waiting for a node for a pod of %s: %s"
              .formatted(deployment.key().name(), unschedulable.get()));
    }
    return unboundVolume(objects)
        .map(
            volume ->
                new Progressing(
                    Reason.WAITING_FOR_VOLUME,
                    "Waiting for PersistentVolumeClaim %s to be bound; it is %s"
                        .formatted(volume.key().name(), phase(volume))))
        .orElseGet(
            () -> new Progressing(Reason.WAITING_FOR_PODS, waitingForPods(deployment, objects)));
  }

  /** As the scheduler words it: a claim that is not bound, or a volume in another zone. */
  private static boolean isAboutVolume(String message) {
    return message.toLowerCase(Locale.ROOT).contains("volume");
  }

  private static Optional<ObservedObject> unboundVolume(List<ObservedObject> objects) {
    return objects.stream()
        .filter(object -> object.key().kind().equals("PersistentVolumeClaim"))
        .filter(volume -> !phase(volume).equals("Bound"))
        .findFirst();
  }

  private static String phase(ObservedObject volume) {
    return volume.status().path("phase").asText("Pending");
  }

  private static String waitingForPods(ObservedObject deployment, List<ObservedObject> objects) {
    String reasons =
        podsOf(deployment, objects)
            .flatMap(Workload::containers)
            .map(Workload::waitingReason)
            .filter(reason -> !reason.isEmpty())
            .findFirst()
            .map(" (%s)"::formatted)
            .orElse("");
    JsonNode status = deployment.status();
    int available = status.path("availableReplicas").asInt();
    int wanted = Math.max(status.path("replicas").asInt(), available + 1);
    return "Waiting for the pods of %s: %d of %d available%s"
        .formatted(deployment.key().name(), available, wanted, reasons);
  }

  /** By the name that the Deployment controller gives its ReplicaSets. */
  private static Stream<ObservedObject> podsOf(
      ObservedObject deployment, List<ObservedObject> pods) {
    return pods.stream()
        .filter(pod -> pod.key().kind().equals("Pod"))
        .filter(pod -> pod.key().namespace().equals(deployment.key().namespace()))
        .filter(
            pod -> {
              String replicaSet = deployment.key().name() + "-" + pod.label("pod-template-hash");
              return pod.owners().stream()
                  .anyMatch(
                      owner ->
                          owner.kind().equals("ReplicaSet") && owner.name().equals(replicaSet));
            });
  }

  private static Stream<JsonNode> containers(ObservedObject pod) {
    return Stream.of("initContainerStatuses", "containerStatuses")
        .flatMap(list -> elements(pod.status().path(list)));
  }

  private static String waitingReason(JsonNode container) {
    return container.path("state").path("waiting").path("reason").asText();
  }

  private static Optional<JsonNode> condition(ObservedObject object, String type, String status) {
    return elements(object.status().path("conditions"))
        .filter(condition -> condition.path("type").asText().equals(type))
        .filter(condition -> condition.path("status").asText().equals(status))
        .findFirst();
  }

  private static Stream<JsonNode> elements(JsonNode array) {
    return StreamSupport.stream(array.spliterator(), false);
  }

  /** Reason of a Deployment's condition Progressing once all its pods were available. */
  String COMPLETE = "NewReplicaSetAvailable";

  Set<String> WITHOUT_IMAGE =
      Set.of("ImagePullBackOff", "ErrImagePull", "InvalidImageName", "ErrImageNeverPull");

  String CRASHES = "CrashLoopBackOff";

  String OUT_OF_MEMORY = "OOMKilled";

  Set<String> CANNOT_RUN =
      Set.of(
          "ImagePullBackOff",
          "ErrImagePull",
          "InvalidImageName",
          "ErrImageNeverPull",
          "RunContainerError",
          CRASHES);
}
