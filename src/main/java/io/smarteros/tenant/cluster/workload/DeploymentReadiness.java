package io.smarteros.tenant.cluster.workload;

import com.fasterxml.jackson.databind.JsonNode;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ObservedObject;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * How a Deployment stands: by its own status and, if it is not available, by its pods and volumes.
 */
public final class DeploymentReadiness {
  /** Reason of the condition Progressing once all pods were available. */
  private static final String COMPLETE = "NewReplicaSetAvailable";

  private static final Pattern REPLICA_SET = Pattern.compile("ReplicaSet \"([^\"]+)\"");

  private final ObservedObject deployment;
  private final JsonNode status;
  private final List<ObservedObject> objects;
  private final List<ObservedPod> pods;

  private DeploymentReadiness(ObservedObject deployment, List<ObservedObject> objects) {
    this.deployment = deployment;
    this.status = deployment.status();
    this.objects = objects;
    this.pods = ObservedPod.of(deployment, objects);
  }

  /**
   * Decides whether it is available.
   *
   * @param objects of the service: its pods and volumes are looked at
   */
  public static Workload of(ObservedObject deployment, List<ObservedObject> objects, Instant now) {
    return new DeploymentReadiness(deployment, objects).judge(now);
  }

  /**
   * Whether a container of this version came to run, which may have changed data for ever.
   *
   * @param version as it stands on the pod: the cluster may have refused the Deployment of a newer
   *     one, so that the one before runs on
   * @param objects of the tenant; pods of other Deployments are ignored
   */
  public static boolean hasStarted(
      ObservedObject deployment, String version, List<ObservedObject> objects) {
    return new DeploymentReadiness(deployment, objects).hasStarted(version);
  }

  /**
   * Whether it is certain that no container of this version ever came to run: the Deployment is
   * still of another one, or it never was complete and none of its pods got its image.
   *
   * @param objects of the tenant; pods of other Deployments are ignored
   */
  public static boolean hasNeverStarted(
      ObservedObject deployment, String version, List<ObservedObject> objects) {
    return new DeploymentReadiness(deployment, objects).hasNeverStarted(version);
  }

  /**
   * Whether it has no replicas, and none of its pods runs, also none that is still ending.
   *
   * @param objects of the tenant; pods of other Deployments are ignored
   */
  public static boolean hasEnded(ObservedObject deployment, List<ObservedObject> objects) {
    DeploymentReadiness readiness = new DeploymentReadiness(deployment, objects);
    return readiness.isCurrent()
        && readiness.count("replicas") == 0
        && readiness.pods.stream().noneMatch(ObservedPod::mayRun);
  }

  /**
   * Whether none of its pods is of another version, also none that is still ending.
   *
   * @param objects of the tenant; pods of other Deployments are ignored
   */
  public static boolean hasNoOtherVersion(
      ObservedObject deployment, String version, List<ObservedObject> objects) {
    return ObservedPod.of(deployment, objects).stream()
        .filter(ObservedPod::mayRun)
        .allMatch(pod -> pod.isOfVersion(version));
  }

  private Workload judge(Instant now) {
    if (!isCurrent()) {
      return RefusedPods.of(deployment, now)
          .orElseGet(
              () ->
                  new Workload.Progressing(
                      Reason.WAITING_FOR_PODS,
                      "Waiting for the rollout of Deployment %s to begin"
                          .formatted(deployment.key().name())));
    }
    if (isAvailable()) {
      return new Workload.Available();
    }
    return RefusedPods.of(deployment, now)
        .or(() -> ContainerTrouble.worst(pods, now))
        .orElseGet(this::progressing);
  }

  private boolean hasStarted(String version) {
    int replicas = count("replicas");
    return isCurrent()
        && replicas > 0
        && count("updatedReplicas") == replicas
        && pods.stream()
            .filter(pod -> !pod.object().deleting())
            .filter(pod -> pod.isOfVersion(version))
            .flatMap(ObservedPod::containers)
            .anyMatch(ContainerStatus::hasStarted);
  }

  private boolean hasNeverStarted(String version) {
    List<ObservedPod> ofVersion = pods.stream().filter(pod -> pod.isOfVersion(version)).toList();
    String applied = deployment.annotations().getOrDefault(Names.VERSION_ANNOTATION, version);
    if (!applied.equals(version)) {
      return ofVersion.isEmpty();
    }
    return isCurrent()
        && !wasComplete(ofVersion)
        && !ofVersion.isEmpty()
        && ofVersion.stream().allMatch(ObservedPod::hasNoImage);
  }

  /**
   * As the Deployment says until it makes progress again. Its controller (1.34) loses that update
   * to a conflict at times, and then goes on saying it of the ReplicaSet before, which it names.
   */
  private boolean wasComplete(List<ObservedPod> ofVersion) {
    return StatusConditions.find(deployment, "Progressing", "True")
        .filter(progress -> progress.path("reason").asText().equals(COMPLETE))
        .map(progress -> REPLICA_SET.matcher(progress.path("message").asText()))
        .filter(
            named ->
                !named.find()
                    || ofVersion.stream().anyMatch(pod -> pod.isOfReplicaSet(named.group(1))))
        .isPresent();
  }

  private boolean isCurrent() {
    return status.path("observedGeneration").asLong() >= deployment.generation();
  }

  private boolean isAvailable() {
    int replicas = count("replicas");
    return replicas > 0
        && count("updatedReplicas") == replicas
        && count("availableReplicas") == replicas
        && count("unavailableReplicas") == 0;
  }

  private int count(String name) {
    return status.path(name).asInt();
  }

  private Workload progressing() {
    return pods.stream()
        .flatMap(pod -> pod.unschedulable().stream())
        .findFirst()
        .map(this::waitingForNode)
        .or(() -> unboundVolume().map(DeploymentReadiness::waitingForVolume))
        .orElseGet(() -> new Workload.Progressing(Reason.WAITING_FOR_PODS, waitingForPods()));
  }

  private Workload waitingForNode(String why) {
    return new Workload.Progressing(
        isAboutVolume(why) ? Reason.WAITING_FOR_VOLUME : Reason.WAITING_FOR_PODS,
        "Waiting for a node for a pod of %s: %s".formatted(deployment.key().name(), why));
  }

  private static Workload waitingForVolume(ObservedObject volume) {
    return new Workload.Progressing(
        Reason.WAITING_FOR_VOLUME,
        "Waiting for PersistentVolumeClaim %s to be bound; it is %s"
            .formatted(volume.key().name(), phase(volume)));
  }

  /** As the scheduler words it: a claim that is not bound, or a volume in another zone. */
  private static boolean isAboutVolume(String message) {
    return message.toLowerCase(Locale.ROOT).contains("volume");
  }

  private Optional<ObservedObject> unboundVolume() {
    return objects.stream()
        .filter(object -> object.key().kind().equals("PersistentVolumeClaim"))
        .filter(volume -> !phase(volume).equals("Bound"))
        .findFirst();
  }

  private static String phase(ObservedObject volume) {
    return volume.status().path("phase").asText("Pending");
  }

  private String waitingForPods() {
    String reasons =
        pods.stream()
            .flatMap(ObservedPod::containers)
            .map(ContainerStatus::waitingReason)
            .filter(reason -> !reason.isEmpty())
            .findFirst()
            .map(" (%s)"::formatted)
            .orElse("");
    int available = count("availableReplicas");
    int wanted = Math.max(count("replicas"), available + 1);
    return "Waiting for the pods of %s: %d of %d available%s"
        .formatted(deployment.key().name(), available, wanted, reasons);
  }
}
