package io.smarteros.tenant.status;

import static io.smarteros.tenant.testkit.Manifests.tenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.namespace.NamespaceReadiness;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.status.ReconcileResult.FollowedClass;
import io.smarteros.tenant.status.ReconcileResult.GoingDown;
import io.smarteros.tenant.status.ReconcileResult.Suspension;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.smarteros.tenant.testkit.Kstatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

final class StatusBuilderTest {
  private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
  private static final Problem UNREACHABLE =
      new Problem(Reason.DATABASE_UNREACHABLE, "db.example.com does not answer");
  private static final Problem MISSING_IMAGE =
      new Problem(Reason.IMAGE_CANNOT_RUN, "the image cannot be pulled");

  private static final Duration WHILE = Duration.ofSeconds(2);

  private Instant now = NOON;
  private final StatusBuilder builder = new StatusBuilder(() -> now);
  private final Tenant acme = tenant("acme", "displayName: Acme\nservices: {n8n: {}}");

  @Test
  void a_tenant_whose_services_are_ready_is_ready_and_current() {
    TenantStatus status = build(result(synced(), ready(ServiceName.N8N)));

    assertThat(condition(status, "Ready")).isEqualTo("TRUE Ready: n8n is ready");
    assertThat(condition(status, "N8nReady")).startsWith("TRUE Ready");
    assertThat(status.servicesReady()).isEqualTo("1/1");
    assertThat(kstatus(status)).isEqualTo(Kstatus.CURRENT);
  }

  @Test
  void what_comes_up_by_itself_is_in_progress_and_says_what_is_waited_for() {
    TenantStatus status =
        build(
            result(
                synced(),
                service(
                    ServiceName.N8N,
                    new ServiceOutcome.Progressing(
                        Reason.WAITING_FOR_PODS, "waiting for pods", WHILE))));

    assertThat(condition(status, "Ready")).isEqualTo("FALSE WaitingForPods: n8n: waiting for pods");
    assertThat(condition(status, "N8nReady")).isEqualTo("FALSE WaitingForPods: waiting for pods");
    assertThat(condition(status, "Reconciling"))
        .isEqualTo("TRUE WaitingForPods: n8n: waiting for pods");
    assertThat(condition(status, "Stalled")).isEqualTo("FALSE NotStalled: Not stalled");
    assertThat(kstatus(status)).isEqualTo(Kstatus.IN_PROGRESS);
  }

  @Test
  void a_service_that_is_not_gone_yet_after_it_was_switched_off_is_in_progress() {
    TenantStatus status =
        build(
            goingDown(
                result(synced()), new GoingDown(ServiceName.N8N, "waiting for the pods to end")));

    assertThat(condition(status, "Ready"))
        .isEqualTo("FALSE Progressing: n8n is being removed: waiting for the pods to end");
    assertThat(condition(status, "Reconciling")).startsWith("TRUE Progressing: n8n is being");
    assertThat(status.condition("N8nReady")).isEmpty();
    assertThat(kstatus(status)).isEqualTo(Kstatus.IN_PROGRESS);
  }

  @Test
  void an_upstream_failure_is_in_progress_under_its_own_reason() {
    TenantStatus status =
        build(
            result(
                synced(),
                service(
                    ServiceName.N8N,
                    new ServiceOutcome.Failed(UNREACHABLE, Duration.ofSeconds(5)))));

    assertThat(condition(status, "Ready"))
        .isEqualTo("FALSE DatabaseUnreachable: db.example.com does not answer");
    assertThat(condition(status, "Reconciling"))
        .isEqualTo("TRUE DatabaseUnreachable: n8n: db.example.com does not answer");
    assertThat(condition(status, "Stalled")).startsWith("FALSE");
    assertThat(kstatus(status)).isEqualTo(Kstatus.IN_PROGRESS);
  }

  @Test
  void services_that_wait_for_a_namespace_that_waits_for_a_person_are_no_progress() {
    ReconcileResult waiting =
        result(
            synced(),
            service(
                ServiceName.N8N,
                new ServiceOutcome.Progressing(
                    Reason.WAITING_FOR_NAMESPACE, "waiting for the namespace", WHILE)));
    Problem taken = new Problem(Reason.NAMESPACE_TAKEN, "the namespace is somebody else's");

    TenantStatus status =
        build(in(new NamespaceReadiness.Blocked("tenant-acme", taken, List.of()), waiting));

    assertThat(condition(status, "Stalled"))
        .isEqualTo("TRUE NamespaceTaken: the namespace is somebody else's");
    assertThat(condition(status, "Reconciling"))
        .isEqualTo("FALSE NotReconciling: Nothing is in progress");
    assertThat(condition(status, "N8nReady")).startsWith("FALSE WaitingForNamespace");
    assertThat(kstatus(status)).isEqualTo(Kstatus.FAILED);
  }

  @Test
  void a_guard_rail_that_broke_is_told_while_the_services_go_on() {
    NamespaceReadiness broken =
        new NamespaceReadiness.Impaired(
            "tenant-acme", new Problem(Reason.REFUSED_BY_CLUSTER, "no quota"), false, false);

    TenantStatus status = build(in(broken, result(synced(), ready(ServiceName.N8N))));

    assertThat(condition(status, "NamespaceReady")).isEqualTo("FALSE RefusedByCluster: no quota");
    assertThat(condition(status, "Stalled")).isEqualTo("TRUE RefusedByCluster: no quota");
    assertThat(condition(status, "N8nReady")).startsWith("TRUE Ready");
    assertThat(kstatus(status)).isEqualTo(Kstatus.FAILED);
  }

  @Test
  void what_the_services_still_do_beside_a_broken_guard_rail_is_progress() {
    NamespaceReadiness broken =
        new NamespaceReadiness.Impaired(
            "tenant-acme", new Problem(Reason.REFUSED_BY_CLUSTER, "no quota"), false, false);
    ReconcileResult updating =
        result(
            synced(),
            service(
                ServiceName.N8N,
                new ServiceOutcome.Progressing(
                    Reason.WAITING_FOR_PODS, "waiting for pods", WHILE)));
    ReconcileResult keptOut =
        result(
            synced(),
            service(
                ServiceName.N8N,
                new ServiceOutcome.Progressing(
                    Reason.WAITING_FOR_NAMESPACE, "waiting for the namespace", WHILE)));

    assertThat(condition(build(in(broken, updating)), "Reconciling"))
        .startsWith("TRUE WaitingForPods");
    assertThat(condition(build(in(broken, updating)), "Ready")).startsWith("FALSE Refused");
    assertThat(condition(build(in(broken, keptOut)), "Stalled")).startsWith("TRUE Refused");
  }

  @Test
  void a_guard_rail_that_may_mend_by_itself_is_progress() {
    NamespaceReadiness late =
        new NamespaceReadiness.Impaired(
            "tenant-acme", new Problem(Reason.WAITING_FOR_NAMESPACE, "come again"), true, false);

    TenantStatus status = build(in(late, result(synced(), ready(ServiceName.N8N))));

    assertThat(condition(status, "NamespaceReady"))
        .isEqualTo("FALSE WaitingForNamespace: come again");
    assertThat(condition(status, "Reconciling")).isEqualTo("TRUE WaitingForNamespace: come again");
    assertThat(kstatus(status)).isEqualTo(Kstatus.IN_PROGRESS);
  }

  @Test
  void a_namespace_that_is_not_there_yet_is_waited_for() {
    NamespaceReadiness going =
        new NamespaceReadiness.Progressing("tenant-acme", "Namespace tenant-acme is being deleted");

    TenantStatus status = build(in(going, result(synced())));

    assertThat(condition(status, "NamespaceReady"))
        .isEqualTo("FALSE WaitingForNamespace: Namespace tenant-acme is being deleted");
    assertThat(condition(status, "Reconciling")).startsWith("TRUE WaitingForNamespace");
    assertThat(condition(status, "Ready")).startsWith("FALSE WaitingForNamespace");
    assertThat(kstatus(status)).isEqualTo(Kstatus.IN_PROGRESS);
  }

  @Test
  void a_secret_that_the_tenant_lacks_is_trouble_that_may_pass() {
    TenantStatus status =
        build(
            result(
                synced(),
                service(
                    ServiceName.N8N,
                    new ServiceOutcome.Progressing(
                        Reason.TENANT_SECRET_NOT_FOUND, "there is no Secret mail", WHILE))));

    assertThat(condition(status, "Ready"))
        .isEqualTo("FALSE TenantSecretNotFound: there is no Secret mail");
    assertThat(condition(status, "Reconciling")).startsWith("TRUE TenantSecretNotFound");
    assertThat(kstatus(status)).isEqualTo(Kstatus.IN_PROGRESS);
  }

  @Test
  void a_pull_secret_that_is_not_there_holds_up_the_namespace() {
    Problem absent = new Problem(Reason.CLASS_SECRET_NOT_FOUND, "there is no Secret registry");

    TenantStatus status =
        build(
            in(new NamespaceReadiness.Blocked("tenant-acme", absent, List.of()), result(synced())));

    assertThat(condition(status, "NamespaceReady"))
        .isEqualTo("FALSE ClassSecretNotFound: there is no Secret registry");
    assertThat(condition(status, "Stalled")).startsWith("TRUE ClassSecretNotFound");
  }

  @Test
  void a_tenant_that_goes_says_what_its_end_waits_for() {
    Problem blocked = new Problem(Reason.DELETION_BLOCKED, "the database cannot be dropped");

    TenantStatus waiting =
        byTheTable(
            builder.deleting(acme, Optional.empty(), "waiting for the pods to end", List.of()));
    Decision confirm = new Decision("smarteros.io/confirm-delete", "acme@acme-uid", "Shall it go?");
    TenantStatus stuck =
        byTheTable(builder.deleting(acme, Optional.of(blocked), "", List.of(confirm)));

    assertThat(condition(waiting, "Reconciling"))
        .isEqualTo("TRUE Progressing: waiting for the pods to end");
    assertThat(condition(waiting, "Stalled")).startsWith("FALSE NotStalled");
    assertThat(condition(stuck, "Reconciling")).startsWith("FALSE NotReconciling");
    assertThat(condition(stuck, "Stalled"))
        .isEqualTo("TRUE DeletionBlocked: the database cannot be dropped");
    assertThat(stuck.decisions()).containsExactly(confirm);
  }

  @Test
  void what_only_a_person_can_mend_is_stalled() {
    TenantStatus status = build(result(synced(), blocked(ServiceName.N8N)));

    assertThat(condition(status, "Stalled"))
        .isEqualTo("TRUE ImageCannotRun: the image cannot be pulled");
    assertThat(kstatus(status)).isEqualTo(Kstatus.FAILED);
  }

  @Test
  void reconciling_and_stalled_are_never_both_true() {
    TenantStatus status =
        build(
            result(
                synced(),
                blocked(ServiceName.N8N),
                service(
                    ServiceName.ODOO,
                    new ServiceOutcome.Progressing(
                        Reason.WAITING_FOR_PODS, "waiting for pods", WHILE))));

    assertThat(condition(status, "Reconciling")).startsWith("TRUE");
    assertThat(condition(status, "Stalled")).startsWith("FALSE");
    assertThat(condition(status, "N8nReady")).startsWith("FALSE ImageCannotRun");
    assertThat(condition(status, "Ready")).startsWith("FALSE ImageCannotRun");
  }

  @Test
  void trouble_with_the_mirror_shows_in_its_own_condition_alone() {
    SyncResult refused =
        new SyncResult(
            Reason.SUPABASE_LOGIN_REFUSED,
            "the password is wrong",
            Optional.empty(),
            false,
            Set.of(),
            List.of(),
            List.of(),
            Optional.of(Duration.ofMinutes(5)));

    TenantStatus status = build(result(refused, ready(ServiceName.N8N)));

    assertThat(condition(status, "SupabaseSynced"))
        .isEqualTo("FALSE SupabaseLoginRefused: the password is wrong");
    assertThat(condition(status, "Ready")).startsWith("TRUE Ready");
    assertThat(kstatus(status)).isEqualTo(Kstatus.CURRENT);
  }

  @Test
  void a_suspended_tenant_is_ready_and_none_of_its_services_is() {
    TenantStatus status =
        build(
            suspended(
                result(synced(), service(ServiceName.N8N, new ServiceOutcome.Off())),
                Suspension.IN_SPEC));

    assertThat(condition(status, "Ready")).startsWith("TRUE Suspended");
    assertThat(condition(status, "Suspended")).startsWith("TRUE Suspended");
    assertThat(condition(status, "N8nReady")).startsWith("FALSE Suspended");
    assertThat(status.servicesReady()).isEqualTo("0/1");
    assertThat(kstatus(status)).isEqualTo(Kstatus.CURRENT);
  }

  @Test
  void a_service_that_its_row_switched_off_is_not_called_ready() {
    TenantStatus status =
        build(
            result(
                synced(),
                service(ServiceName.N8N, new ServiceOutcome.Off()),
                ready(ServiceName.ODOO)));

    assertThat(condition(status, "Ready"))
        .isEqualTo(
            "TRUE SuspendedInDatabase: Switched off in Supabase: n8n. The data is kept. To resume, set it back there, or set the annotation that status.decisions shows");
    assertThat(condition(status, "N8nReady")).startsWith("FALSE SuspendedInDatabase");
    assertThat(condition(status, "Suspended")).isEqualTo("FALSE NotSuspended: Not suspended");
  }

  @Test
  void a_demand_for_a_look_of_any_length_is_noted_as_far_as_the_schema_holds_it() {
    acme.getMetadata().setAnnotations(Map.of("smarteros.io/reconcile-at", "x".repeat(1000)));

    assertThat(build(result(synced())).lastHandledReconcileAt()).hasSize(256);
  }

  @Test
  void a_time_of_transition_changes_only_with_the_status_of_its_condition() {
    acme.setStatus(build(result(synced(), blocked(ServiceName.N8N))));
    now = NOON.plusSeconds(60);
    acme.getMetadata().setGeneration(2L);

    TenantStatus later = build(result(synced(), ready(ServiceName.N8N)));

    assertThat(later.condition("Ready"))
        .map(Condition::lastTransitionTime)
        .contains("2026-11-22T12:01:00Z");
    assertThat(later.condition("Suspended"))
        .map(Condition::lastTransitionTime)
        .contains("2026-11-22T12:00:00Z");
    assertThat(later.conditions()).allMatch(condition -> condition.observedGeneration() == 2);
  }

  @Test
  void a_paused_tenant_keeps_its_last_word_and_does_not_claim_to_have_seen_the_spec() {
    acme.setStatus(build(result(synced(), ready(ServiceName.N8N))));
    acme.getMetadata().setGeneration(2L);

    TenantStatus paused = byTheTable(builder.paused(acme));

    assertThat(condition(paused, "Ready")).startsWith("TRUE Paused");
    assertThat(paused.observedGeneration()).isEqualTo(1);
    assertThat(kstatus(paused)).isEqualTo(Kstatus.IN_PROGRESS);
  }

  @Test
  void a_paused_tenant_with_nothing_left_to_do_is_well() {
    acme.setStatus(build(result(synced(), ready(ServiceName.N8N))));

    TenantStatus paused = byTheTable(builder.paused(acme));

    assertThat(condition(paused, "Ready")).startsWith("TRUE Paused");
    assertThat(condition(paused, "Stalled")).startsWith("FALSE NotStalled");
    assertThat(kstatus(paused)).isEqualTo(Kstatus.CURRENT);
  }

  @Test
  void a_paused_tenant_that_waits_to_be_deleted_says_so() {
    acme.setStatus(build(result(synced(), ready(ServiceName.N8N))));
    acme.getMetadata().setDeletionTimestamp("2026-11-22T12:00:00Z");

    TenantStatus paused = byTheTable(builder.paused(acme));

    assertThat(condition(paused, "Stalled"))
        .startsWith("TRUE Paused")
        .contains("the deletion waits");
  }

  @Test
  void a_pass_that_ends_early_still_counts_the_services_that_are_wanted() {
    Problem noClass = new Problem(Reason.CLASS_NOT_FOUND, "there is no such class");

    TenantStatus status = build(ReconcileResult.stalled(noClass, List.of()));

    assertThat(status.servicesReady()).isEqualTo("0/1");
    assertThat(condition(status, "Stalled")).startsWith("TRUE ClassNotFound");
  }

  @Test
  void a_message_is_cut_before_it_gets_too_long_for_the_schema() {
    TenantStatus status =
        build(
            result(
                synced(),
                service(
                    ServiceName.N8N,
                    new ServiceOutcome.Blocked(
                        new Problem(Reason.IMAGE_CANNOT_RUN, "x".repeat(5000)),
                        Duration.ofSeconds(30)))));

    assertThat(status.conditions()).allMatch(condition -> condition.message().length() <= 1024);
  }

  @Test
  void the_class_that_serves_the_tenant_stays_known_when_a_pass_ends_early() {
    TenantStatus before = build(result(synced(), ready(ServiceName.N8N)));
    acme.setStatus(before);

    TenantStatus status = build(ReconcileResult.stalled(MISSING_IMAGE, List.of()));

    assertThat(before.className()).isNotNull();
    assertThat(status.className()).isEqualTo(before.className());
  }

  private TenantStatus build(ReconcileResult result) {
    return byTheTable(builder.build(acme, result));
  }

  /** A reason stands where the table of reasons says that it does. */
  private static TenantStatus byTheTable(TenantStatus status) {
    assertThat(status.conditions()).isNotEmpty().allSatisfy(StatusBuilderTest::isInTheTable);
    return status;
  }

  private static void isInTheTable(Condition condition) {
    ConditionType type =
        Stream.of(ConditionType.values())
            .filter(each -> each.id().equals(condition.type()))
            .findFirst()
            .orElse(ConditionType.SERVICE_READY);
    List<ConditionType> places =
        Stream.of(Reason.values())
            .filter(reason -> reason.id().equals(condition.reason()))
            .findFirst()
            .orElseThrow()
            .conditions();
    if (type == ConditionType.READY) {
      assertThat(places)
          .as("conditions with reason %s", condition.reason())
          .isNotEqualTo(List.of(ConditionType.SUPABASE_SYNCED));
      assertThat(condition.reason()).isNotIn("NotReconciling", "NotStalled", "NotSuspended");
    } else {
      assertThat(places).as("conditions with reason %s", condition.reason()).contains(type);
    }
  }

  private Kstatus kstatus(TenantStatus status) {
    Tenant seen = tenant("acme", "displayName: Acme");
    seen.getMetadata().setGeneration(acme.getMetadata().getGeneration());
    seen.setStatus(status);
    return Kstatus.of(seen);
  }

  private static String condition(TenantStatus status, String type) {
    return status
        .condition(type)
        .map(found -> "%s %s: %s".formatted(found.status(), found.reason(), found.message()))
        .orElse("no condition " + type);
  }

  private static ReconcileResult result(SyncResult row, ServiceResult... services) {
    return new ReconcileResult(
        Optional.of(new FollowedClass("standard", Optional.of("standard-1"), false)),
        Optional.empty(),
        List.of(),
        new NamespaceReadiness.Ready("tenant-acme"),
        Optional.of(row),
        List.of(services),
        List.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        Duration.ofMinutes(1));
  }

  private static ReconcileResult in(NamespaceReadiness namespace, ReconcileResult result) {
    return result.withNamespace(namespace);
  }

  private static ReconcileResult goingDown(ReconcileResult result, GoingDown service) {
    return result.withGoingDown(List.of(service));
  }

  private static ReconcileResult suspended(ReconcileResult result, Suspension by) {
    return result.withSuspension(Optional.of(by));
  }

  private static SyncResult synced() {
    return new SyncResult(
        Reason.SYNCED,
        "The row says what the Tenant says",
        Optional.of("7d9f2c1e-0000-4000-8000-000000000001"),
        false,
        Set.of(),
        List.of(),
        List.of(),
        Optional.empty());
  }

  private static ServiceResult ready(ServiceName name) {
    return service(name, new ServiceOutcome.Ready());
  }

  private static ServiceResult blocked(ServiceName name) {
    return service(name, new ServiceOutcome.Blocked(MISSING_IMAGE, Duration.ofSeconds(30)));
  }

  private static ServiceResult service(ServiceName name, ServiceOutcome outcome) {
    return new ServiceResult(
        name,
        outcome,
        new ServiceResult.Facts(
            Optional.of(Mode.DEDICATED),
            Optional.of("2.41.1"),
            Optional.of("https://n8n.example.com"),
            Optional.of("n8n-login"),
            Optional.of("7")),
        Optional.empty(),
        List.of());
  }
}
