package io.smarteros.tenant.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WorkloadTest {
  private static final String RUNNING = "containerStatuses: [{name: n8n, state: {running: {}}}]";
  private static final String STARTING =
      "{observedGeneration: 1, replicas: 1, unavailableReplicas: 1}";
  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: n8n, namespace: tenant-acme, generation: %d}
      status: %s
      """;

  @Test
  void a_deployment_is_available_when_all_its_pods_are() {
    assertThat(
            workload(
                2,
                "{observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 2}"))
        .isInstanceOf(Workload.Available.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          the controller has not seen it | {observedGeneration: 1, replicas: 1, updatedReplicas: 1, availableReplicas: 1}
          the controller never saw it    | {}
          the pod is of the old revision | {observedGeneration: 2, replicas: 1, availableReplicas: 1}
          one of two is available        | {observedGeneration: 2, replicas: 2, updatedReplicas: 2, availableReplicas: 1}
          one is still to be made        | {observedGeneration: 2, replicas: 1, updatedReplicas: 1, availableReplicas: 1, unavailableReplicas: 1}
          none is made                   | {observedGeneration: 2, unavailableReplicas: 1}
          """)
  void it_progresses_while(String what, String status) {
    assertThat(workload(2, status)).as(what).isInstanceOf(Workload.Progressing.class);
  }

  @Test
  void the_message_says_what_is_waited_for() {
    assertThat(workload(1, STARTING, waiting("ContainerCreating", "")))
        .isEqualTo(
            new Workload.Progressing(
                Reason.WAITING_FOR_PODS,
                "Waiting for the pods of n8n: 0 of 1 available (ContainerCreating)"));
    assertThat(workload(1, STARTING, unschedulable("0/3 nodes are available")))
        .isEqualTo(
            new Workload.Progressing(
                Reason.WAITING_FOR_PODS,
                "Waiting for a node for a pod of n8n: 0/3 nodes are available"));
  }

  @Test
  void a_volume_is_waited_for_until_it_is_bound_and_a_node_can_mount_it() {
    assertThat(workload(1, STARTING, waiting("ContainerCreating", ""), volume("Pending")))
        .isEqualTo(
            new Workload.Progressing(
                Reason.WAITING_FOR_VOLUME,
                "Waiting for PersistentVolumeClaim n8n to be bound; it is Pending"));
    assertThat(workload(1, STARTING, unschedulable("pod has unbound PersistentVolumeClaims")))
        .isEqualTo(
            new Workload.Progressing(
                Reason.WAITING_FOR_VOLUME,
                "Waiting for a node for a pod of n8n: pod has unbound PersistentVolumeClaims"));
  }

  @Test
  void a_volume_that_waits_for_a_node_itself_is_not_what_is_waited_for() {
    assertThat(workload(1, STARTING, unschedulable("Insufficient memory"), volume("Pending")))
        .isInstanceOfSatisfying(
            Workload.Progressing.class,
            progressing -> assertThat(progressing.reason()).isEqualTo(Reason.WAITING_FOR_PODS));
  }

  @Test
  void a_bound_volume_is_not_waited_for() {
    assertThat(workload(1, STARTING, waiting("ContainerCreating", ""), volume("Bound")))
        .isInstanceOfSatisfying(
            Workload.Progressing.class,
            progressing -> assertThat(progressing.reason()).isEqualTo(Reason.WAITING_FOR_PODS));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"ImagePullBackOff", "ErrImagePull", "InvalidImageName", "CrashLoopBackOff"})
  void a_container_that_cannot_run_is_a_problem(String reason) {
    Workload workload =
        workload(
            1,
            STARTING,
            waiting(reason, ", lastState: {terminated: {exitCode: 137, reason: OOMKilled}}"));

    assertThat(workload)
        .isInstanceOfSatisfying(
            Workload.Stuck.class,
            stuck -> {
              assertThat(stuck.problem().reason()).isEqualTo(Reason.IMAGE_CANNOT_RUN);
              assertThat(stuck.problem().message())
                  .contains("Container n8n", "n8nio/n8n:2.41.1", reason);
            });
  }

  @Test
  void a_crash_tells_how_the_container_ended() {
    Workload workload =
        workload(
            1,
            STARTING,
            waiting(
                "CrashLoopBackOff",
                ", lastState: {terminated: {exitCode: 137, reason: OOMKilled}}"));

    assertThat(((Workload.Stuck) workload).problem().message())
        .contains("exit code 137 (OOMKilled)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ImagePullBackOff | ''        | kubectl --namespace tenant-acme describe pod n8n-7c9f-x
          CrashLoopBackOff | Error     | kubectl --namespace tenant-acme logs n8n-7c9f-x --container n8n --previous
          CrashLoopBackOff | OOMKilled | Raise spec.services.n8n.resources.memory
          """)
  void the_message_says_what_helps(String reason, String ended, String remedy) {
    String more =
        ended.isEmpty()
            ? ""
            : ", lastState: {terminated: {exitCode: 1, reason: %s}}".formatted(ended);
    Workload workload = workload(1, STARTING, waiting(reason, more));

    assertThat(((Workload.Stuck) workload).problem().message()).endsWith(remedy);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          true  | {running: {}}                           | ''
          true  | {waiting: {reason: CrashLoopBackOff}}   | , lastState: {terminated: {exitCode: 1}}
          false | {waiting: {reason: ImagePullBackOff}}   | ''
          false | {waiting: {reason: ContainerCreating}}  | ''
          true  | {waiting: {reason: ImagePullBackOff}}   | , lastState: {terminated: {exitCode: 1}}
          """)
  void a_version_has_started_once_a_container_ran(boolean started, String state, String more) {
    ObservedObject deployment =
        observe(
            DEPLOYMENT.formatted(1, "{observedGeneration: 1, replicas: 1, updatedReplicas: 1}"));
    ObservedObject pod =
        pod("containerStatuses: [{name: n8n, state: %s%s}]".formatted(state, more));

    assertThat(Workload.hasStarted(deployment, "2.41.1", List.of(pod))).isEqualTo(started);
  }

  @Test
  void pods_of_the_revision_before_do_not_tell_of_a_start() {
    ObservedObject deployment =
        observe(DEPLOYMENT.formatted(2, "{observedGeneration: 2, replicas: 1}"));

    assertThat(Workload.hasStarted(deployment, "2.41.1", List.of(pod(RUNNING)))).isFalse();
  }

  @Test
  void a_version_has_not_started_while_the_cluster_lets_only_the_one_before_run() {
    ObservedObject untouched =
        observe(
            DEPLOYMENT.formatted(1, "{observedGeneration: 1, replicas: 1, updatedReplicas: 1}"));

    assertThat(Workload.hasStarted(untouched, "2.42.0", List.of(pod(RUNNING)))).isFalse();
    assertThat(Workload.hasStarted(untouched, "2.41.1", List.of(pod(RUNNING)))).isTrue();
  }

  @Test
  void pods_of_others_do_not_count() {
    ObservedObject other =
        observe(
            POD.formatted(
                "worker-6d4f",
                "worker-abc",
                "abc",
                "containerStatuses: [{name: n8n, state: {waiting: {reason: ErrImagePull}}}]"));

    assertThat(workload(1, STARTING, other)).isInstanceOf(Workload.Progressing.class);
  }

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: %s
        namespace: tenant-acme
        labels: {pod-template-hash: %3$s, smarteros.io/service: n8n}
        annotations: {smarteros.io/version: 2.41.1}
        ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: %2$s, uid: u}]
      status: {%4$s}
      """;

  private static ObservedObject pod(String status) {
    return observe(POD.formatted("n8n-7c9f-x", "n8n-7c9f", "7c9f", status));
  }

  private static ObservedObject waiting(String reason, String more) {
    return pod(
        "containerStatuses: [{name: n8n, image: 'n8nio/n8n:2.41.1', state: {waiting: {reason: %s}}%s}]"
            .formatted(reason, more));
  }

  private static ObservedObject unschedulable(String message) {
    return pod(
        "conditions: [{type: PodScheduled, status: 'False', message: %s}]".formatted(message));
  }

  private static ObservedObject volume(String phase) {
    return observe(
        """
        apiVersion: v1
        kind: PersistentVolumeClaim
        metadata: {name: n8n, namespace: tenant-acme, labels: {smarteros.io/service: n8n}}
        status: {phase: %s}
        """
            .formatted(phase));
  }

  private static Workload workload(int generation, String status, ObservedObject... objects) {
    return Workload.of(observe(DEPLOYMENT.formatted(generation, status)), List.of(objects));
  }

  private static ObservedObject observe(String yaml) {
    return Samples.observed(yaml);
  }
}
