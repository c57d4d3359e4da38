package io.smarteros.tenant.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.deletion.DeletionConfirmation;
import io.smarteros.tenant.deletion.DeletionProgress;
import io.smarteros.tenant.deletion.DeletionProgress.Blocked;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.status.ReconcileResult;
import io.smarteros.tenant.status.StatusBuilder;
import io.smarteros.tenant.testkit.FakeTenantRows;
import io.smarteros.tenant.testkit.Manifests;
import io.smarteros.tenant.testkit.ManualClock;
import io.smarteros.tenant.testkit.MockApiServer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Somebody deleted the volume of a running tenant: it is there as long as the pod runs. */
final class VolumeBeingDeletedTest {
  private static final String RUNNING =
      """
      displayName: Acme
      className: standard
      adminEmail: it@acme.example
      services: {n8n: {}}
      """;
  private static final String SUSPENDED = RUNNING + "suspended: true\n";
  private static final String SWITCHED_OFF =
      RUNNING.replace("{n8n: {}}", "{n8n: {enabled: false}}");
  private static final ObjectKey VOLUME =
      new ObjectKey("v1", "PersistentVolumeClaim", "tenant-acme", "n8n-data");

  /** For the records of all tests of the class, each of which leaves it empty. */
  private static final MockApiServer API_SERVER = new MockApiServer();

  private final ManualClock clock = new ManualClock();
  private final InMemoryOperator operator = new InMemoryOperator(API_SERVER, clock, (_, _) -> {});
  private final Tenant acme = operator.apply("acme", RUNNING);

  @BeforeEach
  void somebody_deletes_the_volume() {
    reconcile();
    operator.bringUpPods("acme");
    reconcile();
    operator.server.edit(
        "kube-controller-manager",
        claim(),
        live -> live.getMetadata().setFinalizers(List.of("kubernetes.io/pvc-protection")));
    operator.server.deleteByHand(VOLUME);
  }

  @AfterEach
  void leave_no_record_behind() {
    API_SERVER.client().secrets().inNamespace(InMemoryOperator.NAMESPACE).delete();
  }

  @AfterAll
  static void close() {
    API_SERVER.close();
  }

  @Test
  void suspending_the_tenant_leaves_pod_and_volume() {
    setSpec(SUSPENDED);

    assertKept(reconcile());
  }

  @Test
  void suspending_it_in_its_row_leaves_them_too() {
    operator.rows.answerWith(FakeTenantRows.SYNCED.withSuspendedInDatabase(true));

    assertKept(reconcile());
  }

  @Test
  void switching_the_service_off_in_its_row_leaves_them_too() {
    operator.rows.answerWith(
        FakeTenantRows.SYNCED.withSwitchedOffInDatabase(Set.of(ServiceName.N8N)));

    assertKept(reconcile());
  }

  @Test
  void switching_the_service_off_leaves_them_too() {
    setSpec(SWITCHED_OFF);

    assertKept(reconcile());
  }

  @Test
  void dropping_the_service_leaves_them_too() {
    setSpec(RUNNING.replace("{n8n: {}}", "{}"));

    assertKept(reconcile());
  }

  @Test
  void a_suspended_tenant_whose_class_is_gone_keeps_them_too() {
    setSpec(SUSPENDED);
    operator.classes.clear();

    ReconcileResult result = reconcile();

    assertThat(result.problems())
        .extracting(problem -> problem.reason())
        .containsExactly(Reason.CLASS_NOT_FOUND, Reason.DATA_MISSING);
    assertThat(result.decisions()).hasSize(1);
    assertRuns();
  }

  @Test
  void a_suspended_service_that_may_not_be_touched_keeps_them_too() {
    setSpec(SUSPENDED.replace("n8n: {}", "n8n: {env: [{name: A, value: b}]}"));

    assertKept(reconcile());
  }

  @Test
  void a_suspended_service_whose_database_is_away_keeps_them_too() {
    setSpec(SUSPENDED);
    operator.postgres.breakDown();

    assertKept(reconcile());
  }

  @Test
  void a_change_that_would_start_a_pod_without_the_volume_waits() {
    operator.n8n.dropVolume("n8n-data");
    setSpec(RUNNING.replace("n8n: {}", "n8n: {version: 2.0.0}"));

    assertKept(reconcile());
    assertThat(operator.server.json(deployment()).at("/spec/template").toString())
        .contains("1.0.0");
  }

  @Test
  void a_volume_whose_labels_are_gone_is_seen_too() {
    operator.server.edit("kubectl-label", claim(), live -> live.getMetadata().setLabels(Map.of()));
    setSpec(SUSPENDED);

    assertKept(reconcile());
  }

  @Test
  void once_a_person_accepts_the_loss_the_suspended_tenant_stops() {
    setSpec(SUSPENDED);
    accept(decision(reconcile()));

    reconcile();
    operator.endPods("acme");
    operator.server.end(VOLUME);
    ReconcileResult off = reconcile();

    assertThat(off.services().getFirst().decisions()).isEmpty();
    assertThat(record().losses()).isEmpty();
    setSpec(RUNNING);
    reconcile();
    operator.bringUpPods("acme");
    assertThat(condition(reconcile(), ConditionType.READY).status())
        .isEqualTo(Condition.Status.TRUE);
    assertThat(operator.server.has(VOLUME)).isTrue();
  }

  @Test
  void once_a_person_accepts_the_loss_the_service_is_switched_off() {
    setSpec(SWITCHED_OFF);
    accept(decision(reconcile()));

    reconcile();

    assertThat(operator.server.has(deployment())).isFalse();
    operator.endPods("acme");
    assertThat(reconcile().goingDown()).isEmpty();
  }

  @Test
  void once_a_person_accepts_the_loss_the_running_tenant_gets_an_empty_volume() {
    accept(decision(reconcile()));

    reconcile();
    operator.endPods("acme");
    operator.server.end(VOLUME);
    reconcile();
    operator.bringUpPods("acme");

    assertThat(condition(reconcile(), ConditionType.READY).status())
        .isEqualTo(Condition.Status.TRUE);
  }

  @Test
  void the_question_stays_the_same_whatever_is_asked_of_the_tenant() {
    String whileRunning = decision(reconcile()).value();
    setSpec(SUSPENDED);
    String whileSuspended = decision(reconcile()).value();

    assertThat(whileRunning).startsWith("n8n/volume/n8n-data@").isEqualTo(whileSuspended);
  }

  @Test
  void deleting_the_tenant_and_keeping_its_data_waits() {
    DeletionProgress progress = operator.cleanup.run(acme);

    assertThat(progress)
        .isInstanceOfSatisfying(
            Blocked.class,
            blocked -> {
              assertThat(blocked.problem().reason()).isEqualTo(Reason.DELETION_BLOCKED);
              assertThat(blocked.problem().message())
                  .startsWith("The deletion waits: PersistentVolumeClaim n8n-data of n8n is being");
              accept(blocked.decisions().getFirst());
            });
    assertRuns();

    operator.cleanup.run(acme);
    operator.endPods("acme");

    assertThat(operator.cleanup.run(acme))
        .isEqualTo(new DeletionProgress.Done(DeletionProgress.Data.KEPT));
  }

  @Test
  void a_destruction_that_nobody_confirmed_waits_too() {
    setSpec(RUNNING + "deletionPolicy: Delete\n");

    assertThat(operator.cleanup.run(acme)).isInstanceOf(Blocked.class);
    assertRuns();
  }

  @Test
  void a_confirmed_destruction_does_not_wait() {
    setSpec(RUNNING + "deletionPolicy: Delete\n");
    acme.getMetadata()
        .setAnnotations(
            Map.of(Names.CONFIRM_DELETE_ANNOTATION, new DeletionConfirmation(acme).value()));

    operator.cleanup.run(acme);

    assertThat(operator.server.has(deployment())).isFalse();
  }

  private ReconcileResult reconcile() {
    return operator.reconciliation.reconcile(acme);
  }

  private void setSpec(String spec) {
    acme.setSpec(Manifests.tenant("acme", spec).getSpec());
  }

  private void accept(Decision decision) {
    acme.getMetadata().setAnnotations(Map.of(decision.annotation(), decision.value()));
  }

  private void assertKept(ReconcileResult result) {
    assertRuns();
    assertThat(condition(result, ConditionType.STALLED))
        .satisfies(
            stalled -> {
              assertThat(stalled.reason()).isEqualTo(Reason.DATA_MISSING.id());
              assertThat(stalled.message()).contains("n8n is left running", "Copy what you need");
            });
    assertThat(decision(result).value()).startsWith("n8n/volume/n8n-data@");
  }

  private void assertRuns() {
    assertThat(operator.server.has(VOLUME)).isTrue();
    assertThat(operator.server.has(deployment())).isTrue();
    assertThat(operator.server.json(deployment()).at("/spec/replicas").asInt()).isEqualTo(1);
    assertThat(record().service(ServiceName.N8N).orElseThrow().volumes().get("n8n-data"))
        .satisfies(volume -> assertThat(volume.stage()).isEqualTo(Stage.MADE));
  }

  private TenantRecord record() {
    return operator.record("acme").orElseThrow();
  }

  private Decision decision(ReconcileResult result) {
    return status(result).decisions().getFirst();
  }

  private Condition condition(ReconcileResult result, ConditionType type) {
    return status(result).condition(type).orElseThrow();
  }

  private TenantStatus status(ReconcileResult result) {
    return new StatusBuilder(clock).build(acme, result);
  }

  private static ObjectKey deployment() {
    return InMemoryOperator.deployment("acme");
  }

  private static PersistentVolumeClaim claim() {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withName(VOLUME.name())
        .withNamespace(VOLUME.namespace())
        .endMetadata()
        .build();
  }
}
