package io.smarteros.tenant.reconcile;

import static io.smarteros.tenant.testkit.Manifests.tenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.events.v1.Event;
import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.cluster.Applied;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.deletion.DeletionProgress;
import io.smarteros.tenant.deletion.DeletionProgress.Data;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.namespace.NamespaceReadiness;
import io.smarteros.tenant.observability.EventRecorder;
import io.smarteros.tenant.observability.OperatorMetrics;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.status.ReconcileResult;
import io.smarteros.tenant.status.ReconcileResult.FollowedClass;
import io.smarteros.tenant.status.ServiceResult;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.smarteros.tenant.testkit.CapturedLog;
import io.smarteros.tenant.testkit.FakeTenantRows;
import io.smarteros.tenant.testkit.MockApiServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ReconcileReporterTest {
  private static final Duration BOUND = Duration.ofSeconds(30);

  /** 42 seconds after the Tenant was made. */
  private static final Instant NOW = Instant.parse("2026-11-01T10:00:42Z");

  private static final Condition READY = condition("Ready", true, "Ready", "n8n is ready");
  private static final Condition NOT_READY = condition("Ready", false, "Progressing", "starting");
  private static final Condition STALLED = condition("Stalled", true, "HostTaken", "no host");
  private static final Condition NOT_STALLED = condition("Stalled", false, "Ready", "all is well");
  private static final Condition UNSYNCED =
      condition("SupabaseSynced", false, "SlugTaken", "another tenant's");

  private final MockApiServer apiServer = new MockApiServer();
  private final OperatorMetrics metrics = new OperatorMetrics("1.2.3");
  private final EventRecorder recorder =
      new EventRecorder(apiServer.client(), "tenant-operator-0", () -> NOW);
  private final CapturedLog log = new CapturedLog(ReconcileReporter.class);
  private final ReconcileReporter reporter = new ReconcileReporter(metrics, recorder, () -> NOW);
  private final Tenant acme = tenant("acme", "displayName: Acme");

  @AfterEach
  void close() {
    log.close();
    recorder.close();
    metrics.close();
    apiServer.close();
  }

  @Test
  void a_tenant_that_becomes_ready_is_told_of_once() {
    stands(NOT_READY);
    stands(READY);
    stands(READY);

    assertThat(log.lines()).containsExactly("INFO Ready: n8n is ready");
    recorder.close();
    assertThat(events()).as("its status says so").isEmpty();
  }

  @Test
  void the_time_until_a_tenant_is_ready_is_measured_the_first_time_alone() {
    stands(READY);
    acme.getMetadata().setGeneration(2L);
    stands(NOT_READY);
    stands(READY);

    assertThat(metrics.scrape())
        .contains(
            "tenant_operator_tenant_ready_seconds_count 1\n",
            "tenant_operator_tenant_ready_seconds_sum 42.0\n");
  }

  @Test
  void a_tenant_that_comes_back_from_a_suspension_is_not_measured() {
    stands(condition("Suspended", true, "SuspendedInDatabase", "by its row"));
    stands(READY);

    assertThat(metrics.scrape()).doesNotContain("tenant_ready_seconds_count");
  }

  @Test
  void a_tenant_that_stalls_is_told_of_once_as_a_warning() {
    stands(NOT_READY, STALLED);
    stands(NOT_READY, STALLED);

    assertEvents("Warning HostTaken Reconcile: no host");
    assertThat(log.lines()).containsExactly("WARN Stalled, HostTaken: no host");
  }

  @Test
  void a_tenant_that_stalls_again_is_told_of_again() {
    stands(STALLED);
    stands(NOT_STALLED);
    stands(condition("Stalled", true, "QuotaExceeded", "too much"));

    assertEvents(
        "Warning HostTaken Reconcile: no host", "Warning QuotaExceeded Reconcile: too much");
  }

  @Test
  void trouble_of_one_part_is_logged_when_it_comes_and_when_its_reason_changes() {
    stands(READY, UNSYNCED);
    stands(READY, UNSYNCED);
    stands(READY, condition("SupabaseSynced", false, "GrantMissing", "no right to write"));

    assertThat(log.lines())
        .containsExactly(
            "INFO Ready: n8n is ready",
            "WARN SupabaseSynced: another tenant's",
            "WARN SupabaseSynced: no right to write");
  }

  @Test
  void trouble_of_one_part_that_stalls_the_tenant_is_not_told_twice() {
    stands(STALLED, condition("N8nReady", false, "HostTaken", "no host"));

    assertThat(log.lines()).containsExactly("WARN Stalled, HostTaken: no host");
  }

  @Test
  void what_is_on_its_way_or_wanted_so_is_no_trouble() {
    stands(
        NOT_READY,
        condition("N8nReady", false, "WaitingForPods", "waiting for pods"),
        condition("OdooReady", false, "Suspended", "suspended"),
        condition("ChatwootReady", false, "SuspendedInDatabase", "suspended"),
        condition("SupabaseSynced", false, "SyncDisabled", "disabled"),
        condition("NamespaceReady", true, "Ready", "in place"));

    assertThat(log.lines()).isEmpty();
    assertEvents();
  }

  @Test
  void the_outcome_of_each_service_and_of_the_row_is_counted_at_every_reconciliation() {
    ReconcileResult result =
        result(
            FakeTenantRows.result(Reason.SLUG_TAKEN, "another tenant's"),
            service(ServiceName.N8N, new ServiceOutcome.Ready()),
            service(ServiceName.ODOO, new ServiceOutcome.Off()));

    reporter.reconciled(acme, result);
    reporter.reconciled(acme, result);

    assertThat(metrics.scrape())
        .contains(
            "tenant_operator_service_outcomes_total{outcome=\"ready\",service=\"n8n\"} 2.0\n",
            "tenant_operator_service_outcomes_total{outcome=\"off\",service=\"odoo\"} 2.0\n",
            "tenant_operator_supabase_sync_total{result=\"SlugTaken\"} 2.0\n");
    assertEvents();
  }

  @Test
  void a_pass_that_ended_early_counts_nothing() {
    reporter.reconciled(
        acme, ReconcileResult.stalled(new Problem(Reason.CLASS_NOT_FOUND, "no class"), List.of()));

    assertThat(metrics.scrape()).doesNotContain("service_outcomes", "supabase_sync");
  }

  @Test
  void every_foreign_edit_of_the_row_that_was_put_back_is_an_event() {
    SyncResult corrected =
        FakeTenantRows.SYNCED.withCorrections(
            List.of("The name was changed and is put back", "The row was gone and is back"));

    reporter.reconciled(acme, result(corrected));

    assertEvents(
        "Warning RowRestored SyncSupabase: The name was changed and is put back",
        "Warning RowRestored SyncSupabase: The row was gone and is back");
  }

  @Test
  void a_credential_that_is_not_replaced_is_an_event() {
    reporter.rotationRefused(acme, "smarteros.io/rotate: odoo/login@1 is not done: no");

    assertEvents(
        "Warning RotationRefused Rotate: smarteros.io/rotate: odoo/login@1 is not done: no");
  }

  @Test
  void drift_names_who_made_it() {
    var service = new ObjectKey("v1", "Service", "tenant-acme", "n8n");

    reporter.note(acme, new Applied.Corrected(service, Set.of("kubectl-edit")));

    String note = "Reverted a change to Service tenant-acme/n8n made by kubectl-edit";
    assertEvents("Warning DriftCorrected Apply: " + note);
    assertThat(log.lines()).containsExactly("INFO Drift: " + note);
    assertThat(metrics.scrape())
        .contains("tenant_operator_drift_corrections_total{kind=\"Service\"} 1.0\n");
  }

  @Test
  void drift_that_nobody_left_a_name_on_is_told_all_the_same() {
    var service = new ObjectKey("v1", "Service", "tenant-acme", "n8n");

    reporter.note(acme, new Applied.Corrected(service, Set.of()));

    assertEvents("Warning DriftCorrected Apply: Reverted a change to Service tenant-acme/n8n");
  }

  @Test
  void a_deletion_that_waits_for_a_person_is_a_warning() {
    reporter.cleaned(
        acme, new DeletionProgress.Blocked(new Problem(Reason.DELETION_BLOCKED, "the row stays")));

    assertEvents("Warning DeletionBlocked Delete: the row stays");
  }

  @Test
  void a_deletion_that_goes_on_by_itself_is_not_worth_a_word() {
    reporter.cleaned(acme, new DeletionProgress.Waiting("pods end", Duration.ofSeconds(2)));

    assertEvents();
    assertThat(log.lines()).isEmpty();
  }

  @Test
  void the_end_of_a_tenant_says_what_became_of_its_data() {
    for (Data data : Data.values()) {
      reporter.cleaned(acme, new DeletionProgress.Done(data));
    }

    assertThat(log.lines())
        .containsExactly(
            "INFO Deleted. The data is destroyed",
            "INFO Deleted. The data is kept",
            "INFO Deleted. There was no data");
    assertThat(events()).as("nobody asked for more").isEmpty();
  }

  @Test
  void data_that_is_kept_because_nobody_confirmed_its_end_is_a_warning() {
    Tenant unconfirmed = tenant("acme", "displayName: Acme\ndeletionPolicy: Delete");

    reporter.cleaned(unconfirmed, new DeletionProgress.Done(Data.KEPT));

    assertEvents(
        "Warning DataRetained Delete: The data is kept: deletionPolicy is Delete, but the annotation"
            + " smarteros.io/confirm-delete: acme@acme-uid is not set. To destroy it after all, apply"
            + " the Tenant again, suspended, and confirm that");
  }

  @Test
  void a_confirmation_that_stayed_from_an_earlier_life_is_told_with_the_right_one() {
    Tenant again = tenant("acme", "displayName: Acme\ndeletionPolicy: Delete");
    again.getMetadata().setAnnotations(Map.of(Names.CONFIRM_DELETE_ANNOTATION, "acme"));

    reporter.cleaned(again, new DeletionProgress.Done(Data.KEPT));

    assertEvents(
        "Warning DataRetained Delete: The data is kept: deletionPolicy is Delete, but the annotation"
            + " smarteros.io/confirm-delete is not acme@acme-uid: another value confirms nothing. To"
            + " destroy it after all, apply the Tenant again, suspended, and confirm that");
  }

  @Test
  void data_that_is_kept_because_somebody_gave_the_rest_up_is_no_surprise() {
    Tenant confirmed = tenant("acme", "displayName: Acme\ndeletionPolicy: Delete");
    confirmed
        .getMetadata()
        .setAnnotations(Map.of(Names.CONFIRM_DELETE_ANNOTATION, "acme@acme-uid"));

    reporter.cleaned(confirmed, new DeletionProgress.Done(Data.KEPT));

    assertEvents();
  }

  /** As after a write of the status: the next reconciliation finds it on the Tenant. */
  private void stands(Condition... conditions) {
    TenantStatus status =
        new TenantStatus(
            1L,
            Arrays.asList(conditions),
            null,
            null,
            null,
            null,
            null,
            null,
            List.of(),
            List.of(),
            List.of(),
            null);
    reporter.statusWritten(acme, status);
    acme.setStatus(status);
  }

  /** They are written in the background, and a recorder that is closed gives up after a while. */
  private void assertEvents(String... expected) {
    Await.until("the Events to be written", BOUND, () -> events().size() >= expected.length);
    recorder.close();
    assertThat(events()).containsExactlyInAnyOrder(expected);
  }

  private List<String> events() {
    return apiServer
        .client()
        .events()
        .v1()
        .events()
        .inNamespace("default")
        .list()
        .getItems()
        .stream()
        .map(ReconcileReporterTest::text)
        .toList();
  }

  private static String text(Event event) {
    return "%s %s %s: %s"
        .formatted(event.getType(), event.getReason(), event.getAction(), event.getNote());
  }

  private static Condition condition(String type, boolean holds, String reason, String message) {
    return new Condition(
        type,
        holds ? Condition.Status.TRUE : Condition.Status.FALSE,
        1,
        "2026-11-01T10:00:00Z",
        reason,
        message);
  }

  private static ReconcileResult result(SyncResult row, ServiceResult... services) {
    return new ReconcileResult(
        Optional.of(new FollowedClass("standard", Optional.of("standard-1"), false)),
        Optional.empty(),
        List.of(),
        new NamespaceReadiness.Ready("tenant-acme"),
        Optional.of(row),
        Arrays.asList(services),
        List.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        Duration.ofMinutes(1));
  }

  private static ServiceResult service(ServiceName name, ServiceOutcome outcome) {
    return new ServiceResult(name, outcome, ServiceResult.Facts.NONE, Optional.empty(), List.of());
  }
}
