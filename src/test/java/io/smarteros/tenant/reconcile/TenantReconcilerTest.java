package io.smarteros.tenant.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.cluster.Inventory;
import io.smarteros.tenant.observability.EventRecorder;
import io.smarteros.tenant.observability.OperatorMetrics;
import io.smarteros.tenant.record.RecordConflictException;
import io.smarteros.tenant.record.RecordStore;
import io.smarteros.tenant.status.StatusBuilder;
import io.smarteros.tenant.status.StatusWriter;
import io.smarteros.tenant.testkit.FakeTenantRows;
import io.smarteros.tenant.testkit.ManualClock;
import io.smarteros.tenant.testkit.MockApiServer;
import io.smarteros.tenant.testkit.StatusSubresource;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
  private static final Duration A_SECOND = Duration.ofSeconds(1);

  private final MockApiServer apiServer = new MockApiServer();
  private final OperatorMetrics metrics = new OperatorMetrics("1.2.3");
  private final ManualClock clock = new ManualClock();
  private final EventRecorder events =
      new EventRecorder(apiServer.client(), "tenant-operator-0", clock);
  private final ReconcileReporter reporter = new ReconcileReporter(metrics, events, clock);
  private final InMemoryOperator operator = new InMemoryOperator(apiServer, clock, reporter);
  private final List<Tenant> forgotten = new ArrayList<>();
  private final TenantReconciler reconciler =
      new TenantReconciler(
          operator.reconciliation,
          operator.cleanup,
          new StatusBuilder(clock),
          new StatusWriter(apiServer.client(), clock),
          reporter,
          new TenantEventSources(InMemoryOperator.NAMESPACE, new Inventory(apiServer.client())),
          forgotten::add);

  /** As the watch has it, which lags behind: without any status. */
  private final Tenant acme = operator.apply("acme", SPEC);

  private final StatusSubresource status = new StatusSubresource(apiServer, acme);

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
  void a_tenant_that_comes_up_is_ready_and_told_of() {
    reconcile();
    operator.bringUpPods("acme");
    clock.advance(A_SECOND);

    assertThat(delay(reconcile())).isGreaterThan(Duration.ofMinutes(9));

    assertThat(ready()).isEqualTo("TRUE Ready");
    assertThat(told()).containsExactly("Normal Ready");
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
    assertThat(told()).containsExactly("Normal Ready");
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
    assertThat(forgotten).extracting(gone -> gone.getMetadata().getName()).containsExactly("acme");
    assertThat(operator.rows.released()).hasSize(1);
  }

  @Test
  void a_tenant_is_forgotten_together_with_what_its_status_says_of_it() {
    reconcile();
    operator.server.end(InMemoryOperator.deployment("acme"));

    cleanUp();

    assertThat(forgotten)
        .singleElement()
        .extracting(Tenant::getStatus)
        .extracting(TenantStatus::namespace)
        .isEqualTo("tenant-acme");
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
  void a_status_of_a_clean_up_that_comes_too_early_is_written_later() {
    reconcile();
    operator.bringUpPods("acme");
    clock.advance(Duration.ofMillis(400));

    assertThat(delay(cleanUp())).hasMillis(600);
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
