package io.smarteros.tenant.cluster.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ObservedObject;
import io.smarteros.tenant.cluster.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeploymentReadinessTest {
  private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
  private static final Duration LONG = Duration.ofMinutes(9);
  private static final String RUNNING = "containerStatuses: [{name: n8n, state: {running: {}}}]";
  private static final String STARTING =
      "{observedGeneration: 1, replicas: 1, unavailableReplicas: 1}";
  private static final String DEPLOYMENT =
      """
      apiVersion: apps/v1
      kind: Deployment
      metadata: {name: n8n, namespace: tenant-acme, generation: %d, labels: {smarteros.io/service: n8n}}
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
            progressing(
                Reason.WAITING_FOR_PODS,
                "Waiting for the pods of n8n: 0 of 1 available (ContainerCreating)"));
    assertThat(workload(1, STARTING, unschedulable("0/3 nodes are available")))
        .isEqualTo(
            progressing(
                Reason.WAITING_FOR_PODS,
                "Waiting for a node for a pod of n8n: 0/3 nodes are available"));
  }

  @Test
  void a_volume_is_waited_for_until_it_is_bound_and_a_node_can_mount_it() {
    assertThat(workload(1, STARTING, waiting("ContainerCreating", ""), volume("Pending")))
        .isEqualTo(
            progressing(
                Reason.WAITING_FOR_VOLUME,
                "Waiting for PersistentVolumeClaim n8n to be bound; it is Pending"));
    assertThat(workload(1, STARTING, unschedulable("pod has unbound PersistentVolumeClaims")))
        .isEqualTo(
            progressing(
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
      strings = {
        "ErrImagePull",
        "ImagePullBackOff",
        "RegistryUnavailable",
        "CreateContainerError",
        "RunContainerError",
        "CrashLoopBackOff"
      })
  void a_container_that_cannot_run_is_a_problem_once_that_has_lasted(String reason) {
    ObservedObject first = pod(Duration.ofSeconds(30), waiting(reason, 1));
    ObservedObject lasting = pod(Duration.ofMinutes(2), waiting(reason, 1));

    assertThat(workload(1, STARTING, first))
        .isInstanceOfSatisfying(
            Workload.Progressing.class,
            progressing -> {
              assertThat(progressing.reason()).isEqualTo(Reason.WAITING_FOR_PODS);
              assertThat(progressing.message())
                  .contains("Container n8n", "n8nio/n8n:2.41.1", reason);
              assertThat(progressing.patience()).contains(Duration.ofSeconds(90));
            });
    assertThat(problem(workload(1, STARTING, lasting)).reason()).isEqualTo(Reason.IMAGE_CANNOT_RUN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          InvalidImageName           | invalid reference format
          ErrImageNeverPull          | not present with pull policy of Never
          CreateContainerConfigError | couldn't find key password in Secret tenant-acme/n8n
          ErrImagePull               | docker.io/n8nio/n8n:2.41.1: not found
          ErrImagePull               | manifest unknown
          ImagePullBackOff           | Back-off pulling image: ErrImagePull: not found
          """)
  void what_never_heals_by_itself_is_a_problem_at_once(String reason, String message) {
    ObservedObject pod =
        pod(
            Duration.ZERO,
            "containerStatuses: [{name: n8n, state: {waiting: {reason: %s, message: \"%s\"}}}]"
                .formatted(reason, message));

    assertThat(problem(workload(1, STARTING, pod)).message()).contains(reason, message);
  }

  @Test
  void a_registry_that_has_enough_of_requests_is_waited_for() {
    ObservedObject pod =
        pod(
            Duration.ofSeconds(30),
            "containerStatuses: [{name: n8n, state: {waiting: {reason: ErrImagePull, message: 'toomanyrequests: You have reached your pull rate limit'}}}]");

    assertThat(workload(1, STARTING, pod))
        .isInstanceOfSatisfying(
            Workload.Progressing.class,
            progressing -> assertThat(progressing.message()).contains("toomanyrequests"));
  }

  @ParameterizedTest
  @CsvSource({"1, false", "2, false", "3, true"})
  void the_third_restart_of_one_series_is_a_problem(int restarts, boolean isProblem) {
    ObservedObject pod = pod(Duration.ofSeconds(60), waiting("CrashLoopBackOff", restarts));

    assertThat(workload(1, STARTING, pod) instanceof Workload.Stuck).isEqualTo(isProblem);
  }

  @Test
  void restarts_of_long_ago_are_not_counted() {
    ObservedObject pod =
        pod(
            Duration.ofDays(90),
            "conditions: [{type: Ready, status: 'False', lastTransitionTime: '%s'}], %s"
                .formatted(NOW.minusSeconds(20), waiting("CrashLoopBackOff", 8)));

    assertThat(workload(1, STARTING, pod)).isInstanceOf(Workload.Progressing.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"PodScheduled", "PodReadyToStartContainers"})
  void a_pod_that_waited_long_for_its_node_or_volume_begins_anew(String condition) {
    ObservedObject pod =
        pod(
            LONG,
            "conditions: [{type: %s, status: 'True', lastTransitionTime: '%s'}], %s"
                .formatted(condition, NOW.minusSeconds(20), waiting("ErrImagePull", 0)));

    assertThat(workload(1, STARTING, pod)).isInstanceOf(Workload.Progressing.class);
  }

  @Test
  void a_slow_start_does_not_make_the_first_crash_a_lasting_one() {
    ObservedObject pod =
        pod(
            LONG,
            "containerStatuses: [{name: n8n, restartCount: 1, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 1, finishedAt: '%s'}}}]"
                .formatted(NOW.minusSeconds(20)));

    assertThat(workload(1, STARTING, pod)).isInstanceOf(Workload.Progressing.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"Failed", "Succeeded"})
  void a_pod_that_a_node_evicted_is_replaced_and_no_problem(String phase) {
    ObservedObject pod = pod(LONG, "phase: %s, %s".formatted(phase, waiting("ErrImagePull", 0)));

    assertThat(workload(1, STARTING, pod)).isInstanceOf(Workload.Progressing.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          QuotaExceeded     | pods "n8n-x" is forbidden: exceeded quota: tenant, requested: requests.cpu=2, used: requests.cpu=0, limited: requests.cpu=1 | raise spec.quota
          NotAllowedByClass | Pod "n8n-x" is invalid: spec.containers[0].resources.requests: Invalid value: "250m": must be less than or equal to cpu limit of 200m | spec.services.n8n.resources.cpu, or limits.max or limits.defaultLimits
          NotAllowedByClass | pods "n8n-x" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi | spec.services.n8n.resources.memory, or limits.max or limits.defaultLimits
          NotAllowedByClass | pods "n8n-x" is forbidden: violates PodSecurity "restricted:latest": hostNetwork=true | podSecurity in the class
          RefusedByCluster  | admission webhook "validate.example.com" denied the request: images come from our registry only | Change the policy, webhook or value
          RefusedByCluster  | pods "n8n-x" is forbidden: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no cost centre | Change the policy, webhook or value
          """)
  void what_a_controller_is_told_when_it_may_not_make_pods_is_quoted(
      String reason, String message, String remedy) {
    Workload workload = workload(1, refused("ReplicaFailure", "True", "FailedCreate", message));

    assertThat(problem(workload).reason().id()).isEqualTo(reason);
    assertThat(problem(workload).message())
        .contains(remedy)
        .contains(
            message.substring(message.indexOf(": ") + 2).replaceFirst("exceeded quota: ", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Pod \"n8n-x\" is invalid: spec.containers[0].resources.requests: Invalid value: \"250m\": must be less than or equal to cpu limit of 200m",
        "pods \"n8n-x\" is forbidden: maximum memory usage per Container is 1Gi, but limit is 2Gi",
        "admission webhook \"validate.example.com\" denied the request: images come from our registry only",
        "pods \"n8n-x\" is not allowed: ValidatingAdmissionPolicy 'p' with binding 'b' denied request: no cost centre"
      })
  void what_nobody_but_a_person_can_change_is_a_problem_from_the_first_moment(String message) {
    String status = refused("ReplicaFailure", "True", "FailedCreate", message);

    assertThat(workload(1, status.replace("SINCE", NOW.toString())))
        .isInstanceOf(Workload.Stuck.class);
  }

  @Test
  void a_replica_set_that_may_not_be_made_is_told_too_and_before_the_rollout_began() {
    String status =
        refused(
            "Progressing",
            "False",
            "ReplicaSetCreateError",
            "admission webhook \"w\" denied the request: no");

    assertThat(problem(workload(1, status)).reason()).isEqualTo(Reason.REFUSED_BY_CLUSTER);
    assertThat(problem(workload(2, status)).reason()).isEqualTo(Reason.REFUSED_BY_CLUSTER);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Internal error occurred: failed calling webhook \"w\": connection refused",
        "pods \"n8n-x\" is forbidden: error looking up service account tenant-acme/default: serviceaccount \"default\" not found",
        "pods \"n8n-x\" is forbidden: status unknown for quota: tenant, resources: requests.cpu",
        "etcdserver: request timed out"
      })
  void what_a_controller_is_told_for_a_moment_is_waited_for_first(String message) {
    String status = refused("ReplicaFailure", "True", "FailedCreate", message);

    assertThat(workload(1, status.replace("SINCE", NOW.minusSeconds(30).toString())))
        .isInstanceOfSatisfying(
            Workload.Progressing.class,
            progressing -> {
              assertThat(progressing.message()).contains(message);
              assertThat(progressing.patience()).contains(Duration.ofSeconds(90));
            });
    assertThat(
            problem(workload(1, status.replace("SINCE", NOW.minusSeconds(120).toString())))
                .message())
        .contains(message);
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

    assertThat(problem(workload).message()).contains("exit code 137 (OOMKilled)");
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

    assertThat(problem(workload).message()).endsWith(remedy);
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

    assertThat(DeploymentReadiness.hasStarted(deployment, "2.41.1", List.of(pod)))
        .isEqualTo(started);
  }

  @Test
  void pods_of_the_revision_before_do_not_tell_of_a_start() {
    ObservedObject deployment =
        observe(DEPLOYMENT.formatted(2, "{observedGeneration: 2, replicas: 1}"));

    assertThat(DeploymentReadiness.hasStarted(deployment, "2.41.1", List.of(pod(RUNNING))))
        .isFalse();
  }

  @Test
  void a_version_has_not_started_while_the_cluster_lets_only_the_one_before_run() {
    ObservedObject untouched =
        observe(
            DEPLOYMENT.formatted(1, "{observedGeneration: 1, replicas: 1, updatedReplicas: 1}"));

    assertThat(DeploymentReadiness.hasStarted(untouched, "2.42.0", List.of(pod(RUNNING))))
        .isFalse();
    assertThat(DeploymentReadiness.hasStarted(untouched, "2.41.1", List.of(pod(RUNNING)))).isTrue();
  }

  @Test
  void pods_of_others_do_not_count() {
    ObservedObject other =
        observe(
            POD.formatted(
                "worker-6d4f",
                "worker-abc",
                "abc",
                "containerStatuses: [{name: n8n, state: {waiting: {reason: InvalidImageName}}}]",
                NOW));

    assertThat(workload(1, STARTING, other)).isInstanceOf(Workload.Progressing.class);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          true  | {observedGeneration: 2}                            | phase: Succeeded
          false | {observedGeneration: 1}                            | phase: Succeeded
          false | {observedGeneration: 2, replicas: 1}               | phase: Succeeded
          false | {observedGeneration: 2}                            | phase: Running
          """)
  void a_deployment_has_ended_once_none_of_its_pods_runs(boolean ended, String status, String pod) {
    ObservedObject deployment = observe(DEPLOYMENT.formatted(2, status));

    assertThat(DeploymentReadiness.hasEnded(deployment, List.of(pod(pod)))).isEqualTo(ended);
  }

  private static final String POD =
      """
      apiVersion: v1
      kind: Pod
      metadata:
        name: %s
        namespace: tenant-acme
        creationTimestamp: %5$s
        labels: {pod-template-hash: %3$s, smarteros.io/service: n8n}
        annotations: {smarteros.io/version: 2.41.1}
        ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: %2$s, uid: u}]
      status: {%4$s}
      """;

  private static ObservedObject pod(String status) {
    return pod(LONG, status);
  }

  private static ObservedObject pod(Duration age, String status) {
    return observe(POD.formatted("n8n-7c9f-x", "n8n-7c9f", "7c9f", status, NOW.minus(age)));
  }

  private static String waiting(String reason, int restarts) {
    return "containerStatuses: [{name: n8n, image: 'n8nio/n8n:2.41.1', restartCount: %d, state: {waiting: {reason: %s}}}]"
        .formatted(restarts, reason);
  }

  private static String refused(String type, String status, String reason, String message) {
    return "{observedGeneration: 1, conditions: [{type: %s, status: '%s', reason: %s, lastTransitionTime: SINCE, message: '%s'}]}"
        .formatted(type, status, reason, message.replace("'", "''"));
  }

  private static Problem problem(Workload workload) {
    return ((Workload.Stuck) workload).problem();
  }

  private static Workload progressing(Reason reason, String message) {
    return new Workload.Progressing(reason, message, Optional.empty());
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
    return DeploymentReadiness.of(
        observe(DEPLOYMENT.formatted(generation, status)), List.of(objects), NOW);
  }

  private static ObservedObject observe(String yaml) {
    return Samples.observed(yaml);
  }
}
