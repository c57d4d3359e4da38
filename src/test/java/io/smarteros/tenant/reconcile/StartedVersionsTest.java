package io.smarteros.tenant.reconcile;

import static io.smarteros.tenant.testkit.Manifests.tenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.record.RunRecord;
import io.smarteros.tenant.testkit.InMemoryApiServer;
import io.smarteros.tenant.testkit.InMemoryCluster;
import io.smarteros.tenant.testkit.ManualClock;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class StartedVersionsTest {
  private static final String NAMESPACE = "tenant-acme";
  private static final String OLD = "2.40.0";
  private static final String NEW = "2.41.1";

  private static final String RUNNING =
      "containerStatuses: [{name: n8n, ready: true, state: {running: {}}}]";
  private static final String WAITING_FOR_ITS_NODE =
      "containerStatuses: [{name: n8n, state: {waiting: {reason: ContainerCreating}}}]";
  private static final String WITHOUT_IMAGE =
      "containerStatuses: [{name: n8n, state: {waiting: {reason: ImagePullBackOff}}}]";

  private final ManualClock clock = new ManualClock();
  private final InMemoryApiServer server =
      new InMemoryApiServer(clock).withNamespace(NAMESPACE).withNamespace("copy");
  private final InMemoryCluster cluster = new InMemoryCluster(server, clock);
  private final StartedVersions startedVersions = new StartedVersions(cluster);
  private final InMemoryRecordSession recordSession = new InMemoryRecordSession(NAMESPACE);

  @Test
  void a_version_of_which_a_pod_runs_has_started() {
    inForce(NEW);
    deployed();
    pod(NAMESPACE, "n8n", NEW, RUNNING);

    note();

    assertThat(ranVersion()).contains(NEW);
  }

  @Test
  void what_is_known_already_is_not_written_again() {
    inForce(NEW);
    deployed();
    pod(NAMESPACE, "n8n", NEW, RUNNING);
    note();
    int writes = recordSession.writes();

    note();

    assertThat(recordSession.writes()).isEqualTo(writes);
  }

  @Test
  void a_version_whose_image_does_not_exist_never_started_and_the_one_before_is_remembered() {
    inForce(OLD);
    recordSession.update(record -> record.withService(ServiceName.N8N, known -> known.started()));
    inForce(NEW);
    deployed();
    pod(NAMESPACE, "n8n", NEW, WITHOUT_IMAGE);

    note();

    assertThat(ranVersion()).contains(OLD);
  }

  @Test
  void a_pod_of_the_version_before_says_nothing_of_the_one_in_force() {
    inForce(NEW);
    deployed();
    pod(NAMESPACE, "n8n", OLD, RUNNING);

    note();

    assertThat(ranVersion()).isEmpty();
  }

  @Test
  void without_a_deployment_nothing_has_started() {
    inForce(NEW);
    pod(NAMESPACE, "n8n", NEW, RUNNING);

    note();

    assertThat(ranVersion()).isEmpty();
  }

  @Test
  void a_version_that_may_have_run_while_the_operator_was_away_counts_as_one_that_ran() {
    ran(OLD);
    inForce(NEW);
    deployed();
    pod(NAMESPACE, "n8n", NEW, WAITING_FOR_ITS_NODE);

    assertThat(counted()).contains(NEW);
    assertThat(ranVersion()).as("as it was seen").contains(OLD);
  }

  @Test
  void a_version_whose_pods_are_all_gone_counts_as_one_that_ran() {
    ran(OLD);
    inForce(NEW);
    deployed();

    assertThat(counted()).contains(NEW);
  }

  @Test
  void a_version_whose_image_does_not_exist_can_be_taken_back() {
    ran(OLD);
    inForce(NEW);
    deployed();
    pod(NAMESPACE, "n8n", NEW, WITHOUT_IMAGE);

    assertThat(counted()).contains(OLD);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "message: ReplicaSet \"n8n-1\" has successfully progressed."})
  void a_version_that_was_complete_once_cannot_be_taken_back_when_its_image_is_gone(
      String message) {
    ran(OLD);
    inForce(NEW);
    deployed();
    complete(message);
    pod(NAMESPACE, "n8n", NEW, WITHOUT_IMAGE);

    assertThat(counted()).contains(NEW);
  }

  /** Its controller lost the update by which it takes that back, and then never makes up for it. */
  @Test
  void
      a_version_can_be_taken_back_though_its_deployment_still_says_that_the_one_before_is_complete() {
    ran(OLD);
    inForce(NEW);
    deployed();
    complete("message: ReplicaSet \"n8n-0\" has successfully progressed.");
    pod(NAMESPACE, "n8n", NEW, WITHOUT_IMAGE);

    assertThat(counted()).contains(OLD);
  }

  @Test
  void a_version_that_the_cluster_refused_can_be_taken_back() {
    ran(OLD);
    deployed(NAMESPACE, OLD);
    inForce(NEW);
    pod(NAMESPACE, "n8n", OLD, RUNNING);

    assertThat(counted()).contains(OLD);
  }

  @Test
  void a_version_to_which_a_job_may_have_migrated_cannot_be_taken_back() {
    ran(OLD);
    deployed(NAMESPACE, OLD);
    inForce(NEW);
    recordSession.update(
        record ->
            record.withService(
                ServiceName.N8N,
                known -> known.withRun("migrate", RunRecord.begin(NEW, Optional.of(NEW)))));
    pod(NAMESPACE, "n8n", OLD, RUNNING);

    assertThat(counted()).contains(NEW);
  }

  @Test
  void a_pod_of_another_service_says_nothing() {
    inForce(NEW);
    deployed();
    pod(NAMESPACE, "odoo", NEW, RUNNING);

    note();

    assertThat(ranVersion()).isEmpty();
  }

  @Test
  void a_copy_that_somebody_made_in_another_namespace_says_nothing() {
    inForce(NEW);
    deployed("copy", NEW);
    pod("copy", "n8n", NEW, RUNNING);

    note();

    assertThat(ranVersion()).isEmpty();
  }

  @Test
  void a_service_that_was_never_applied_has_no_version_to_note() {
    recordSession.update(record -> record.withService(ServiceName.N8N, known -> known));
    deployed();
    pod(NAMESPACE, "n8n", NEW, RUNNING);

    note();

    assertThat(ranVersion()).isEmpty();
  }

  private void note() {
    startedVersions.note(tenant("acme", "displayName: Acme"), recordSession);
  }

  /** What the decision over the next version is taken by. */
  private Optional<String> counted() {
    return startedVersions
        .note(tenant("acme", "displayName: Acme"), recordSession)
        .service(ServiceName.N8N)
        .orElseThrow()
        .ranVersion();
  }

  private void ran(String version) {
    inForce(version);
    recordSession.update(record -> record.withService(ServiceName.N8N, known -> known.started()));
  }

  private Optional<String> ranVersion() {
    return recordSession.read().service(ServiceName.N8N).orElseThrow().ranVersion();
  }

  private void inForce(String version) {
    recordSession.update(
        record ->
            record.withService(
                ServiceName.N8N, known -> known.begun(Mode.DEDICATED, version, false)));
  }

  private void deployed() {
    deployed(NAMESPACE, NEW);
  }

  /** A Deployment that is rolled out, as far as the cluster is concerned. */
  private void deployed(String namespace, String version) {
    Deployment deployment =
        new DeploymentBuilder()
            .withMetadata(metadata(namespace, "n8n", "n8n"))
            .editMetadata()
            .addToAnnotations(Names.VERSION_ANNOTATION, version)
            .endMetadata()
            .withNewSpec()
            .withReplicas(1)
            .endSpec()
            .build();
    cluster.apply(deployment, false);
    server.setStatus(
        ObjectKey.of(deployment), "observedGeneration: 1\nreplicas: 1\nupdatedReplicas: 1");
  }

  private void pod(String namespace, String service, String version, String status) {
    server.put(
        "kubelet",
        new PodBuilder()
            .withMetadata(metadata(namespace, service + "-1-x", service))
            .editMetadata()
            .addToLabels("pod-template-hash", "1")
            .addToAnnotations(Names.VERSION_ANNOTATION, version)
            .addNewOwnerReference()
            .withKind("ReplicaSet")
            .withName("n8n-1")
            .withUid("replica-set-uid")
            .endOwnerReference()
            .endMetadata()
            .build());
    server.setStatus(new ObjectKey("v1", "Pod", namespace, service + "-1-x"), status);
  }

  private void complete(String message) {
    server.setStatus(
        new ObjectKey("apps/v1", "Deployment", NAMESPACE, "n8n"),
        """
        observedGeneration: 1
        replicas: 1
        updatedReplicas: 1
        conditions:
        - type: Progressing
          status: "True"
          reason: NewReplicaSetAvailable
          %s
        """
            .formatted(message));
  }

  private static ObjectMeta metadata(String namespace, String name, String service) {
    return new ObjectMetaBuilder()
        .withName(name)
        .withNamespace(namespace)
        .addToLabels(Names.TENANT_LABEL, "acme")
        .addToLabels(Names.SERVICE_LABEL, service)
        .addToLabels(Names.MANAGED_BY_LABEL, Names.OPERATOR)
        .build();
  }
}
