package io.smarteros.tenant.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantSpec;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.cluster.Inventory;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.StatusWriter;
import io.smarteros.tenant.observability.EventRecorder;
import io.smarteros.tenant.observability.OperatorMetrics;
import io.smarteros.tenant.record.RecordConflictException;
import io.smarteros.tenant.record.RecordStore;
import io.smarteros.tenant.status.StatusBuilder;
import io.smarteros.tenant.status.StatusProgress;
import io.smarteros.tenant.supabase.customer.CustomerState;
import io.smarteros.tenant.supabase.customer.CustomerStatus;
import io.smarteros.tenant.testkit.ApiErrors;
import io.smarteros.tenant.testkit.CapturedLog;
import io.smarteros.tenant.testkit.FakeTenantRows;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import io.smarteros.tenant.testkit.Manifests;
import io.smarteros.tenant.testkit.ManualClock;
import io.smarteros.tenant.testkit.MockApiServer;
import io.smarteros.tenant.testkit.StatusSubresource;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TenantReconcilerTest {
  private static final String SPEC =
      """
      displayName: Acme
      className: standard
      adminEmail: it@acme.example
      services: {n8n: {}}
      """;
  private static final String SECRETS =
      "/api/v1/namespaces/%s/secrets".formatted(InMemoryOperator.NAMESPACE);
  private static final String QUOTA =
      "secrets \"tenant-record-acme\" is forbidden: exceeded quota: small, requested: secrets=1, used: secrets=9, limited: secrets=9";
  private static final Duration A_SECOND = Duration.ofSeconds(1);
  private static final Duration SWEEP_INTERVAL = Duration.ofMinutes(10);

  private final MockApiServer apiServer = new MockApiServer();
  private final OperatorMetrics metrics = new OperatorMetrics("1.2.3");
  private final ManualClock clock = new ManualClock();
  private final EventRecorder events =
      new EventRecorder(apiServer.client(), "tenant-operator-0", clock);
  private final ReconcileReporter reporter = new ReconcileReporter(metrics, events, clock);
  private final InMemoryOperator operator = new InMemoryOperator(apiServer, clock, reporter);
  private final List<String> forgotten = new ArrayList<>();
  private final StatusWriter<Tenant, TenantSpec, TenantStatus> writer =
      new StatusWriter<>(apiServer.client(), clock, Tenant::new, StatusProgress::isAllThatDiffers);
  private final TenantMemory memory =
      new TenantMemory(
          clock,
          SWEEP_INTERVAL,
          List::of,
          new TenantMemory.Forgetting(
              writer::forget,
              name -> forgotten.add("tenant " + name),
              name -> forgotten.add("namespace " + name)));
  private final AtomicBoolean ending = new AtomicBoolean();
  private final TenantReconciler reconciler =
      new TenantReconciler(
          operator.reconciliation,
          operator.cleanup,
          new CustomerStatusStep(operator.rows),
          new StatusBuilder(clock),
          writer,
          reporter,
          new TenantEventSources(InMemoryOperator.NAMESPACE, new Inventory(apiServer.client())),
          new ReconcileFailures(clock, ending::get),
          operator.requeuePolicy,
          memory);

  /** As the watch has it, which lags behind: without any status. */
  private final Tenant acme = operator.apply("acme", SPEC);

  private final StatusSubresource<Tenant, TenantStatus> status =
      new StatusSubresource<>(apiServer, acme);

  @AfterEach
  void close() {
    events.close();
    metrics.close();
    apiServer.close();
  }

  // Reconcile.

  @Test
  void what_was_found_becomes_the_status_and_says_when_to_come_again() {
    UpdateControl<Tenant> next = reconcile();

    assertThat(ready()).isEqualTo("FALSE WaitingForPods");
    assertThat(delay(next)).hasSeconds(2);
    assertThat(next.isNoUpdate()).as("the SDK writes nothing").isTrue();
  }

  @Test
  void a_tenant_that_comes_up_is_ready() {
    reconcile();
    operator.bringUpPods("acme");
    clock.advance(A_SECOND);

    assertThat(delay(reconcile())).isGreaterThan(Duration.ofMinutes(9));

    assertThat(ready()).isEqualTo("TRUE Ready");
    assertThat(told()).as("its status says so").isEmpty();
  }

  @Test
  void what_was_found_is_shown_to_the_customer() {
    reconcile();
    assertThat(shown()).isEqualTo("setting_up setting_up");

    operator.bringUpPods("acme");
    reconcile();
    assertThat(shown()).isEqualTo("ready ready");
  }

  @Test
  void an_error_that_needs_a_person_is_shown_and_the_service_stays_as_it_was() {
    reconcile();
    operator.bringUpPods("acme");
    clock.advance(A_SECOND);
    reconcile();
    operator.rows.failWith(new KubernetesClientException("not allowed", 403, null));

    reconcile();

    assertThat(shown()).isEqualTo("blocked ready");
  }

  @Test
  void a_paused_tenant_is_shown_as_it_was() {
    reconcile();
    annotate(Names.PAUSED_ANNOTATION, "true");
    operator.bringUpPods("acme");

    reconcile();

    assertThat(shown()).isEqualTo("setting_up setting_up");
  }

  @Test
  void a_status_that_comes_too_early_is_written_and_told_of_later() {
    reconcile();
    operator.bringUpPods("acme");
    clock.advance(Duration.ofMillis(400));

    assertThat(delay(reconcile())).hasMillis(600);
    assertThat(ready()).as("too early").isEqualTo("FALSE WaitingForPods");

    clock.advance(Duration.ofMillis(600));
    reconcile();
    assertThat(ready()).as("a second later").isEqualTo("TRUE Ready");
    assertThat(metrics.scrape())
        .as("told once, when it stood")
        .contains("tenant_operator_tenant_ready_seconds_count 1\n");
  }

  @Test
  void a_watch_that_lags_behind_does_not_move_the_times_of_transitions() {
    reconcile();
    String since = condition(ConditionType.READY).lastTransitionTime();
    clock.advance(Duration.ofMinutes(1));
    operator.rows.answerWith(FakeTenantRows.result(Reason.READ_ONLY, "takes no writes"));

    reconcile();

    assertThat(status.statuses()).as("another condition changed").hasSize(2);
    assertThat(condition(ConditionType.READY).lastTransitionTime()).isEqualTo(since);
  }

  @Test
  void a_tenant_that_is_paused_is_left_alone() {
    annotate(Names.PAUSED_ANNOTATION, "true");

    UpdateControl<Tenant> next = reconcile();

    assertThat(ready()).isEqualTo("UNKNOWN Paused");
    assertThat(next.getScheduleDelay()).as("an annotation is an event").isEmpty();
    assertThat(operator.server.calls()).isEmpty();
    assertThat(operator.record("acme")).isEmpty();
  }

  @Test
  void a_pause_that_cannot_be_told_yet_is_told_later() {
    reconcile();
    annotate(Names.PAUSED_ANNOTATION, "true");

    assertThat(delay(reconcile())).isEqualTo(A_SECOND);
  }

  @Test
  void after_a_conflict_over_the_record_all_begins_again_soon() {
    operator.rows.failWith(new RecordConflictException("acme"));

    assertThat(delay(reconcile())).isEqualTo(A_SECOND);
    assertThat(status.statuses()).as("nothing was found out").isEmpty();
  }

  @Test
  void a_record_that_cannot_be_read_waits_for_a_person() {
    damageTheRecord();

    assertThat(delay(reconcile())).hasSeconds(30);

    Condition stalled = condition(ConditionType.STALLED);
    assertThat(stalled.status()).isEqualTo(Condition.Status.TRUE);
    assertThat(stalled.reason()).isEqualTo(Reason.DATA_MISSING.id());
    assertThat(stalled.message()).startsWith("The operator cannot read the record");
  }

  @Test
  void that_the_record_cannot_be_read_is_told_later_if_it_is_too_early() {
    annotate(Names.PAUSED_ANNOTATION, "true");
    reconcile();
    annotate(Names.PAUSED_ANNOTATION, "false");
    damageTheRecord();
    clock.advance(Duration.ofMillis(100));

    assertThat(delay(reconcile())).hasMillis(900);
  }

  // Trouble outside the services.

  @Test
  void a_new_tenant_whose_record_is_refused_says_who_refuses_it_and_why() {
    refuseToCreateTheRecord(403, QUOTA);

    assertThat(delay(reconcile())).isEqualTo(A_SECOND);

    Condition stalled = condition(ConditionType.STALLED);
    assertThat(stalled.status()).isEqualTo(Condition.Status.TRUE);
    assertThat(stalled.reason()).isEqualTo(Reason.REFUSED_BY_CLUSTER.id());
    assertThat(stalled.message()).contains(QUOTA);
    assertThat(ready()).isEqualTo("FALSE RefusedByCluster");
    assertThat(condition(ConditionType.RECONCILING).status()).isEqualTo(Condition.Status.FALSE);
    assertThat(status.latest().observedGeneration()).isEqualTo(1);
    assertThat(told()).containsExactly("Warning RefusedByCluster");
  }

  @Test
  void a_record_that_is_refused_is_not_sent_again_and_again() {
    refuseToCreateTheRecord(403, QUOTA);
    reconcile();

    refuseToCreateTheRecord(403, QUOTA);
    clock.advance(Duration.ofMinutes(4));
    assertThat(delay(reconcile())).hasMinutes(4);
    refuseToCreateTheRecord(403, QUOTA);
    clock.advance(Duration.ofHours(1));
    assertThat(delay(reconcile())).hasMinutes(10);
  }

  @Test
  void a_tenant_without_a_class_is_looked_at_ever_more_seldom() {
    edit("className: nowhere\nservices: {n8n: {}}");
    assertThat(delay(reconcile())).hasSeconds(30);

    clock.advance(Duration.ofHours(1));
    assertThat(delay(reconcile())).hasMinutes(10);
  }

  @Test
  void a_tenant_whose_record_is_refused_goes_on_once_it_is_not() {
    refuseToCreateTheRecord(403, QUOTA);
    reconcile();
    clock.advance(A_SECOND);

    reconcile();

    assertThat(ready()).isEqualTo("FALSE WaitingForPods");
    assertThat(condition(ConditionType.STALLED).status()).isEqualTo(Condition.Status.FALSE);
  }

  @Test
  void an_edit_that_cannot_be_followed_is_not_said_to_be_in_force() {
    bringUp();
    edit(SPEC + "domain: acme.example\n");
    refuseToChangeTheRecord(403, QUOTA);

    reconcile();

    assertThat(condition(ConditionType.STALLED).message()).contains(QUOTA);
    assertThat(ready()).isEqualTo("FALSE RefusedByCluster");
    assertThat(status.latest().observedGeneration()).isEqualTo(2);
    assertThat(status.latest().condition("N8nReady").orElseThrow().observedGeneration())
        .as("what was found of the former generation")
        .isEqualTo(1);
  }

  @Test
  void a_failure_of_the_api_server_is_told_of_a_new_tenant_at_once() {
    operator.rows.failWith(
        new KubernetesClientException("etcdserver: request timed out", 500, null));

    assertThat(delay(reconcile())).isEqualTo(A_SECOND);

    Condition reconciling = condition(ConditionType.RECONCILING);
    assertThat(reconciling.status()).isEqualTo(Condition.Status.TRUE);
    assertThat(reconciling.reason()).isEqualTo(Reason.PROGRESSING.id());
    assertThat(reconciling.message()).contains("etcdserver: request timed out");
    assertThat(ready()).isEqualTo("FALSE Progressing");
  }

  @Test
  void a_webhook_that_refuses_with_a_code_of_its_own_waits_for_a_person() {
    operator.rows.failWith(
        new KubernetesClientException(
            "admission webhook \"guard.example.com\" denied the request: no", 500, null));

    reconcile();

    assertThat(condition(ConditionType.STALLED).reason()).isEqualTo(Reason.REFUSED_BY_CLUSTER.id());
    assertThat(condition(ConditionType.STALLED).message()).endsWith("denied the request: no");
  }

  @Test
  void a_namespace_that_ends_while_it_is_worked_in_is_no_refusal() {
    operator.rows.failWith(
        ApiErrors.namespaceIsBeingTerminated(new ObjectKey("v1", "Secret", "tenant-acme", "n8n")));

    assertThat(delay(reconcile())).isEqualTo(A_SECOND);

    assertThat(ready()).isEqualTo("FALSE Progressing");
  }

  @Test
  void a_failure_that_heals_by_itself_is_not_told_of_a_tenant_that_runs_before_it_has_lasted() {
    bringUp();
    int statuses = status.statuses().size();
    operator.rows.failWith(new KubernetesClientException("etcdserver: leader changed", 503, null));

    assertThat(delay(reconcile())).isEqualTo(A_SECOND);
    clock.advance(Duration.ofSeconds(20));
    assertThat(delay(reconcile())).hasSeconds(20);
    assertThat(status.statuses()).hasSize(statuses);

    clock.advance(Duration.ofMinutes(2));
    assertThat(delay(reconcile())).hasSeconds(30);
    assertThat(ready()).as("nothing is known to be wrong with it").isEqualTo("TRUE Ready");
    assertThat(condition(ConditionType.RECONCILING).message())
        .contains("etcdserver: leader changed");
  }

  @Test
  void a_conflict_over_the_record_that_lasts_is_told() {
    operator.rows.failWith(new RecordConflictException("acme"));
    reconcile();
    assertThat(status.statuses()).isEmpty();
    clock.advance(Duration.ofMinutes(2));

    reconcile();

    assertThat(condition(ConditionType.RECONCILING).message())
        .contains("was changed by somebody else");
  }

  @Test
  void a_mistake_of_the_operator_is_told_and_tried_again_ever_more_seldom() {
    operator.rows.failWith(new IllegalStateException("row 7 of acme"));
    try (CapturedLog log = new CapturedLog(ReconcileFailures.class)) {
      reconcile();
      clock.advance(Duration.ofMinutes(1));
      assertThat(delay(reconcile())).hasSeconds(30);
      assertThat(log.lines()).as("once").hasSize(1);
      operator.rows.failWith(new IllegalStateException("another mistake"));
      reconcile();
      assertThat(log.lines()).as("another one too").hasSize(2);
    }

    assertThat(condition(ConditionType.RECONCILING).message())
        .isEqualTo("Internal error, see the operator's log. The operator tries again");
  }

  @Test
  void what_fails_while_the_operator_ends_is_not_told() {
    reconcile();
    String before = condition(ConditionType.RECONCILING).message();
    operator.rows.failWith(new IllegalStateException("the watch has ended"));
    ending.set(true);

    try (CapturedLog log = new CapturedLog(ReconcileFailures.class)) {
      clock.advance(A_SECOND);
      reconcile();
      assertThat(log.lines()).isEmpty();
    }

    assertThat(condition(ConditionType.RECONCILING).message()).isEqualTo(before);
  }

  @Test
  void a_failure_is_logged_in_a_line_and_without_the_tenant() {
    refuseToCreateTheRecord(403, QUOTA);
    try (CapturedLog log = new CapturedLog(ReconcileFailures.class)) {
      reconcile();

      assertThat(log.lines())
          .singleElement()
          .asString()
          .contains(QUOTA)
          .doesNotContain("TenantSpec");
    }
  }

  @Test
  void a_status_that_cannot_be_written_is_told_otherwise() {
    status.refuseWith(403);

    assertThat(delay(reconcile())).isEqualTo(A_SECOND);

    assertThat(told()).contains("Warning StatusNotWritten");
    assertThat(metrics.scrape()).contains("tenant_operator_status_failures_total 1.0");
  }

  @Test
  void what_fails_in_the_sdk_is_told_as_well() {
    reconciler.failed(
        acme,
        new KubernetesClientException(
            "tenants.smarteros.io \"acme\" is forbidden: no finalizers here", 403, null));

    assertThat(condition(ConditionType.STALLED).message()).contains("no finalizers here");
  }

  @Test
  void a_clean_up_that_the_api_server_refuses_is_blocked_and_says_why() {
    reconcile();
    operator.server.end(InMemoryOperator.deployment("acme"));
    clock.advance(A_SECOND);
    operator.rows.failWith(new KubernetesClientException("no deletions here", 403, null));

    DeleteControl blocked = cleanUp();

    assertThat(blocked.isRemoveFinalizer()).isFalse();
    assertThat(condition(ConditionType.STALLED).reason()).isEqualTo(Reason.DELETION_BLOCKED.id());
    assertThat(condition(ConditionType.STALLED).message()).contains("no deletions here");
  }

  // Clean up.

  @Test
  void a_tenant_whose_clean_up_is_done_is_let_go_and_forgotten() {
    reconcile();
    operator.bringUpPods("acme");
    cleanUp();
    operator.endPods("acme");

    DeleteControl end = cleanUp();

    assertThat(end.isRemoveFinalizer()).isTrue();
    assertThat(end.getScheduleDelay()).isEmpty();
    assertThat(forgotten).contains("tenant acme");
    assertThat(operator.rows.released()).hasSize(1);
  }

  /** No Tenant is left here. */
  @Test
  void each_reconciliation_drops_what_is_remembered_of_tenants_that_are_gone() {
    reconcile();
    assertThat(forgotten).as("before it is time").isEmpty();

    clock.advance(SWEEP_INTERVAL);
    reconcile();

    assertThat(forgotten).contains("tenant acme");
  }

  @Test
  void a_tenant_is_forgotten_together_with_what_its_status_says_of_it() {
    reconcile();
    operator.server.end(InMemoryOperator.deployment("acme"));

    cleanUp();

    assertThat(forgotten).containsExactly("tenant acme", "namespace tenant-acme");
  }

  @Test
  void the_status_of_a_tenant_that_is_gone_is_not_remembered() {
    reconcile();
    operator.server.end(InMemoryOperator.deployment("acme"));
    cleanUp();

    acme.getMetadata().setDeletionTimestamp(null);
    reconcile();

    assertThat(status.statuses()).as("no spacing to the earlier life").hasSize(2);
  }

  @Test
  void what_a_clean_up_waits_for_is_told_while_the_finalizer_stays() {
    reconcile();
    operator.bringUpPods("acme");
    clock.advance(A_SECOND);

    DeleteControl waiting = cleanUp();

    assertThat(waiting.isRemoveFinalizer()).isFalse();
    assertThat(delay(waiting)).hasSeconds(2);
    assertThat(condition(ConditionType.RECONCILING).message())
        .isEqualTo("Waiting for pod n8n-5d4f-1 to end");
    assertThat(forgotten).isEmpty();
  }

  @Test
  void what_stops_a_clean_up_is_told_to_a_person() {
    reconcile();
    operator.server.end(InMemoryOperator.deployment("acme"));
    clock.advance(A_SECOND);
    operator.rows.answerWith(FakeTenantRows.result(Reason.READ_ONLY, "takes no writes"));

    DeleteControl blocked = cleanUp();

    assertThat(blocked.isRemoveFinalizer()).isFalse();
    assertThat(delay(blocked)).hasSeconds(30);
    assertThat(condition(ConditionType.STALLED).reason()).isEqualTo(Reason.DELETION_BLOCKED.id());
    assertThat(told()).containsExactly("Warning DeletionBlocked");
  }

  @Test
  void a_deletion_that_a_person_has_to_help_with_is_tried_ever_more_seldom() {
    reconcile();
    clock.advance(A_SECOND);
    operator.server.refuse(Verb.DELETE, "Deployment", ApiErrors::missingRight);
    cleanUp();
    assertThat(delay(cleanUp())).hasSeconds(30);

    clock.advance(Duration.ofMinutes(4));
    assertThat(delay(cleanUp())).hasMinutes(4);
    clock.advance(Duration.ofHours(1));
    assertThat(delay(cleanUp())).hasMinutes(10);
  }

  @Test
  void a_deletion_that_waits_for_pods_is_looked_at_ever_more_seldom() {
    reconcile();
    operator.bringUpPods("acme");
    clock.advance(A_SECOND);
    assertThat(delay(cleanUp())).hasSeconds(2);

    clock.advance(Duration.ofHours(1));
    assertThat(delay(cleanUp())).hasSeconds(30);
  }

  @Test
  void a_status_of_a_clean_up_that_comes_too_early_is_written_later() {
    reconcile();
    operator.bringUpPods("acme");
    clock.advance(Duration.ofMillis(400));

    assertThat(delay(cleanUp())).hasMillis(600);
  }

  @Test
  void a_tenant_that_is_being_deleted_is_shown_as_suspended() {
    reconcile();
    operator.bringUpPods("acme");
    clock.advance(A_SECOND);
    reconcile();

    cleanUp();

    assertThat(shown()).isEqualTo("suspended suspended");
  }

  @Test
  void a_deletion_waits_while_the_tenant_is_paused() {
    reconcile();
    clock.advance(A_SECOND);
    operator.server.forgetCalls();
    annotate(Names.PAUSED_ANNOTATION, "true");

    DeleteControl waiting = cleanUp();

    assertThat(waiting.isRemoveFinalizer()).isFalse();
    assertThat(waiting.getScheduleDelay()).as("an annotation is an event").isEmpty();
    assertThat(condition(ConditionType.STALLED).message())
        .isEqualTo(
            "Paused by the annotation smarteros.io/paused, so the deletion waits. Remove the annotation to continue");
    assertThat(operator.server.calls()).isEmpty();
  }

  @Test
  void after_a_conflict_over_the_record_the_clean_up_begins_again_soon() {
    reconcile();
    operator.server.end(InMemoryOperator.deployment("acme"));
    operator.rows.failWith(new RecordConflictException("acme"));

    DeleteControl again = cleanUp();

    assertThat(again.isRemoveFinalizer()).isFalse();
    assertThat(delay(again)).isEqualTo(A_SECOND);
    assertThat(status.statuses()).as("nothing was found out").hasSize(1);
  }

  @Test
  void a_record_that_cannot_be_read_stops_the_clean_up() {
    damageTheRecord();

    DeleteControl blocked = cleanUp();

    assertThat(blocked.isRemoveFinalizer()).isFalse();
    assertThat(delay(blocked)).hasSeconds(30);
    Condition stalled = condition(ConditionType.STALLED);
    assertThat(stalled.reason()).isEqualTo(Reason.DELETION_BLOCKED.id());
    assertThat(stalled.message()).startsWith("The operator cannot read the record");
  }

  private void bringUp() {
    reconcile();
    operator.bringUpPods("acme");
    clock.advance(A_SECOND);
    reconcile();
    clock.advance(A_SECOND);
  }

  private void edit(String spec) {
    acme.setSpec(Manifests.tenant("acme", spec).getSpec());
    acme.getMetadata().setGeneration(acme.getMetadata().getGeneration() + 1);
  }

  private void refuseToCreateTheRecord(int code, String message) {
    apiServer
        .server()
        .expect()
        .post()
        .withPath(SECRETS)
        .andReturn(code, refusal(code, message))
        .once();
  }

  private void refuseToChangeTheRecord(int code, String message) {
    apiServer
        .server()
        .expect()
        .put()
        .withPath(SECRETS + "/" + RecordStore.secretName("acme"))
        .andReturn(code, refusal(code, message))
        .once();
  }

  private static Status refusal(int code, String message) {
    return new io.fabric8.kubernetes.api.model.StatusBuilder()
        .withCode(code)
        .withMessage(message)
        .build();
  }

  /** The tenant, and its n8n. */
  private String shown() {
    CustomerStatus shown = operator.rows.status();
    return Stream.of(CustomerStatus.TENANT, "n8n")
        .map(part -> shown.state(part).map(CustomerState::word).orElse("nothing"))
        .collect(Collectors.joining(" "));
  }

  private UpdateControl<Tenant> reconcile() {
    return reconciler.reconcile(acme, unused());
  }

  private DeleteControl cleanUp() {
    acme.getMetadata().setDeletionTimestamp("2026-11-03T10:00:00Z");
    return reconciler.cleanup(acme, unused());
  }

  private void annotate(String name, String value) {
    acme.getMetadata().setAnnotations(Map.of(name, value));
  }

  private void damageTheRecord() {
    apiServer
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(InMemoryOperator.NAMESPACE)
                .withName(RecordStore.secretName("acme"))
                .endMetadata()
                .withType("smarteros.io/record")
                .build())
        .createOr(existing -> existing.update());
  }

  private String ready() {
    Condition ready = condition(ConditionType.READY);
    return ready.status() + " " + ready.reason();
  }

  private Condition condition(ConditionType type) {
    TenantStatus latest = status.latest();
    return latest.condition(type).orElseThrow();
  }

  /** The type and reason of each Event. */
  private List<String> told() {
    events.close();
    return apiServer
        .client()
        .events()
        .v1()
        .events()
        .inNamespace("default")
        .list()
        .getItems()
        .stream()
        .map(TenantReconcilerTest::text)
        .toList();
  }

  private static String text(Event event) {
    return event.getType() + " " + event.getReason();
  }

  private static Duration delay(UpdateControl<Tenant> control) {
    return Duration.ofMillis(control.getScheduleDelay().orElseThrow());
  }

  private static Duration delay(DeleteControl control) {
    return Duration.ofMillis(control.getScheduleDelay().orElseThrow());
  }

  /** The SDK's context, of which nothing is needed: all that is watched is looked up elsewhere. */
  @SuppressWarnings("unchecked")
  private static Context<Tenant> unused() {
    return (Context<Tenant>)
        Proxy.newProxyInstance(
            Context.class.getClassLoader(),
            new Class<?>[] {Context.class},
            (_, method, _) -> {
              throw new AssertionError("nobody needs " + method.getName());
            });
  }
}
