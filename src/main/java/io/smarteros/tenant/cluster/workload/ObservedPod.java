package io.smarteros.tenant.cluster.workload;

import com.fasterxml.jackson.databind.JsonNode;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.cluster.ObservedObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** A pod of a workload. */
record ObservedPod(ObservedObject object) {
  /** When one of them became true, the kubelet had only just come to the containers. */
  private static final List<String> BEFORE_CONTAINERS =
      List.of("PodScheduled", "PodReadyToStartContainers");

  private static final Set<String> ENDED = Set.of("Succeeded", "Failed");

  /** By the name that the Deployment controller gives its ReplicaSets. */
  static List<ObservedPod> of(ObservedObject deployment, List<ObservedObject> objects) {
    return objects.stream()
        .filter(object -> object.key().kind().equals("Pod"))
        .filter(pod -> pod.key().namespace().equals(deployment.key().namespace()))
        .map(ObservedPod::new)
        .filter(
            pod ->
                pod.isOfReplicaSet(
                    deployment.key().name() + "-" + pod.object().label("pod-template-hash")))
        .toList();
  }

  static List<ObservedPod> ofJob(ObservedObject job, List<ObservedObject> objects) {
    return objects.stream()
        .filter(object -> object.key().kind().equals("Pod"))
        .filter(pod -> pod.owners().stream().anyMatch(owner -> owner.uid().equals(job.uid())))
        .map(ObservedPod::new)
        .toList();
  }

  String name() {
    return object.key().name();
  }

  String namespace() {
    return object.key().namespace();
  }

  String service() {
    return object.label(Names.SERVICE_LABEL);
  }

  boolean isOfVersion(String version) {
    return version.equals(object.annotations().get(Names.VERSION_ANNOTATION));
  }

  boolean isOfReplicaSet(String name) {
    return object.owners().stream()
        .anyMatch(owner -> owner.kind().equals("ReplicaSet") && owner.name().equals(name));
  }

  /** One that was evicted or is being deleted is replaced by another, whatever is wrong with it. */
  boolean isToStay() {
    return !object.deleting() && mayRun();
  }

  boolean mayRun() {
    return !ENDED.contains(phase());
  }

  boolean hasFailed() {
    return phase().equals("Failed");
  }

  private String phase() {
    return object.status().path("phase").asText();
  }

  Stream<ContainerStatus> containers() {
    JsonNode status = object.status();
    return Stream.of("initContainerStatuses", "containerStatuses")
        .flatMap(list -> StatusConditions.elements(status.path(list)))
        .map(ContainerStatus::new);
  }

  /** Whether none of its containers ever ran, for want of an image. */
  boolean hasNoImage() {
    return containers().anyMatch(ContainerStatus::hasNoImage)
        && containers().noneMatch(ContainerStatus::hasStarted);
  }

  /** Why no node takes it, in the scheduler's words. */
  Optional<String> unschedulable() {
    return StatusConditions.find(object, "PodScheduled", "False")
        .map(condition -> condition.path("message").asText());
  }

  Instant createdAt() {
    return object.createdAt();
  }

  /** Since when its containers could all be ready, and are not. */
  Instant notReadySince() {
    Stream<Instant> begun =
        BEFORE_CONTAINERS.stream()
            .flatMap(type -> StatusConditions.find(object, type, "True").stream())
            .flatMap(condition -> StatusConditions.since(condition).stream());
    Stream<Instant> lost =
        StatusConditions.find(object, "Ready", "False").flatMap(StatusConditions::since).stream();
    return Stream.concat(begun, lost)
        .reduce(createdAt(), (left, right) -> left.isAfter(right) ? left : right);
  }
}
