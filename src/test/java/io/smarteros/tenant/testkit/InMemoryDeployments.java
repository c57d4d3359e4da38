package io.smarteros.tenant.testkit;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.smarteros.tenant.cluster.ObjectKey;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Does on an {@link InMemoryApiServer} what the controllers of Deployments and Jobs and the kubelet
 * do, when a test says so.
 */
public final class InMemoryDeployments {
  private static final String MANAGER = "kube-controller-manager";
  private static final String HASH = "5d4f";

  private final InMemoryApiServer server;

  public InMemoryDeployments(InMemoryApiServer server) {
    this.server = server;
  }

  /** As many pods as are wanted are available; those that are not wanted have ended. */
  public void bringUp(ObjectKey deployment) {
    endPods(deployment);
    int replicas = server.json(deployment).at("/spec/replicas").asInt();
    for (int number = 1; number <= replicas; number++) {
      makePod(
          deployment,
          number,
          """
          phase: Running
          conditions: [{type: Ready, status: "True"}]
          containerStatuses: [{name: main, image: example/fake, ready: true}]
          """);
    }
    setStatus(deployment, replicas, replicas, "");
  }

  /** Its one pod is there, and its container waits for a reason such as CrashLoopBackOff. */
  public void hold(ObjectKey deployment, String reason) {
    endPods(deployment);
    makePod(
        deployment,
        1,
        """
        phase: Pending
        containerStatuses:
        - {name: main, image: example/fake, ready: false, state: {waiting: {reason: %s}}}
        """
            .formatted(reason));
    setStatus(deployment, 1, 0, "");
  }

  /** Its pods are not even made. */
  public void refusePods(ObjectKey deployment, String message) {
    endPods(deployment);
    setStatus(
        deployment,
        0,
        0,
        "conditions: [{type: ReplicaFailure, status: \"True\", message: '%s'}]".formatted(message));
  }

  /** The pod of a Job is there, and its container waits. */
  public void holdJob(ObjectKey job, String reason, String message) {
    putPod(
        job,
        """
        phase: Pending
        containerStatuses:
        - {name: main, ready: false, state: {waiting: {reason: %s, message: '%s'}}}
        """
            .formatted(reason, message));
  }

  private void putPod(ObjectKey job, String status) {
    JsonNode json = server.json(job);
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(job.name() + "-pod")
            .withNamespace(job.namespace())
            .withLabels(texts(json.at("/spec/template/metadata/labels")))
            .addNewOwnerReference()
            .withApiVersion("batch/v1")
            .withKind("Job")
            .withName(job.name())
            .withUid(json.at("/metadata/uid").asText())
            .endOwnerReference()
            .endMetadata()
            .build();
    server.put(MANAGER, pod);
    server.setStatus(ObjectKey.of(pod), status);
  }

  /** A Job has done what it is for. */
  public void complete(ObjectKey job) {
    server.setStatus(job, "succeeded: 1\nconditions: [{type: Complete, status: \"True\"}]");
  }

  /** A Job has given up, and its last pod said why. */
  public void fail(ObjectKey job, String message, String terminationMessage) {
    putPod(
        job,
        """
        phase: Failed
        containerStatuses:
        - {name: main, state: {terminated: {exitCode: 1, message: "%s"}}}
        """
            .formatted(terminationMessage.replace("\n", "\\n")));
    fail(job, message);
  }

  /** A Job has given up. */
  public void fail(ObjectKey job, String message) {
    server.setStatus(
        job,
        """
        failed: 1
        conditions:
        - {type: Failed, status: "True", reason: BackoffLimitExceeded, message: '%s'}
        """
            .formatted(message));
  }

  /** The pods are asked to end, and take their time. */
  public void beginToEndPods(ObjectKey deployment) {
    pods(deployment).forEach(server::deleteByHand);
  }

  public void endPods(ObjectKey deployment) {
    pods(deployment).forEach(server::end);
  }

  public List<ObjectKey> pods(ObjectKey deployment) {
    return server.keys().stream()
        .filter(key -> key.kind().equals("Pod"))
        .filter(key -> key.namespace().equals(deployment.namespace()))
        .filter(key -> key.name().startsWith(replicaSet(deployment) + "-"))
        .toList();
  }

  private void makePod(ObjectKey deployment, int number, String status) {
    JsonNode template = server.json(deployment).at("/spec/template/metadata");
    Map<String, String> labels = texts(template.path("labels"));
    labels.put("pod-template-hash", HASH);
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("%s-%d".formatted(replicaSet(deployment), number))
            .withNamespace(deployment.namespace())
            .withLabels(labels)
            .withAnnotations(texts(template.path("annotations")))
            .addNewOwnerReference()
            .withApiVersion("apps/v1")
            .withKind("ReplicaSet")
            .withName(replicaSet(deployment))
            .withUid("uid-of-" + replicaSet(deployment))
            .endOwnerReference()
            .endMetadata()
            .build();
    server.put(MANAGER, pod);
    server.setStatus(ObjectKey.of(pod), status);
  }

  private void setStatus(ObjectKey deployment, int replicas, int available, String more) {
    server.setStatus(
        deployment,
        """
        observedGeneration: %d
        replicas: %d
        updatedReplicas: %d
        availableReplicas: %d
        %s
        """
            .formatted(
                server.json(deployment).at("/metadata/generation").asLong(),
                replicas,
                replicas,
                available,
                more));
  }

  private static String replicaSet(ObjectKey deployment) {
    return deployment.name() + "-" + HASH;
  }

  private static Map<String, String> texts(JsonNode members) {
    Map<String, String> texts = new TreeMap<>();
    members.properties().forEach(member -> texts.put(member.getKey(), member.getValue().asText()));
    return texts;
  }
}
