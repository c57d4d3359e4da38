package io.smarteros.tenant.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.api.TenantStatus.Retained;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.namespace.NamespaceReadiness;
import io.smarteros.tenant.record.RecordConflictException;
import io.smarteros.tenant.record.RecordStore;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.record.UnreadableRecordException;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.status.ReconcileResult;
import io.smarteros.tenant.status.ReconcileResult.FollowedClass;
import io.smarteros.tenant.status.ReconcileResult.GoingDown;
import io.smarteros.tenant.status.ReconcileResult.Suspension;
import io.smarteros.tenant.status.ServiceResult;
import io.smarteros.tenant.testkit.ApiErrors;
import io.smarteros.tenant.testkit.FakeTenantRows;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import io.smarteros.tenant.testkit.Manifests;
import io.smarteros.tenant.testkit.ManualClock;
import io.smarteros.tenant.testkit.MockApiServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TenantReconciliationTest {
  private static final String ACME =
      """
      displayName: Acme
      className: standard
      adminEmail: it@acme.example
      """;
  private static final String WITH_N8N = ACME + "services: {n8n: {}}\n";
  private static final String SUSPENDED = WITH_N8N + "suspended: true\n";
  private static final ObjectKey NAMESPACE = ObjectKey.ofNamespace("tenant-acme");

  /** For the records of all tests of the class, each of which leaves it empty. */
  private static final MockApiServer API_SERVER = new MockApiServer();

  private final ManualClock clock = new ManualClock();
  private final InMemoryOperator operator = new InMemoryOperator(API_SERVER, clock, (_, _) -> {});

  @AfterEach
  void leave_no_record_behind() {
    API_SERVER.client().secrets().inNamespace(InMemoryOperator.NAMESPACE).delete();
  }

  @AfterAll
  static void close() {
    API_SERVER.close();
  }

  // All is well.

  @Test
  void the_result_carries_all_that_was_found() {
    Tenant acme = operator.apply("acme", WITH_N8N + "domain: acme.example\n");
    reconcile(acme);
    operator.bringUpPods("acme");

    assertThat(reconcile(acme))
        .isEqualTo(
            new ReconcileResult(
                Optional.of(
                    new FollowedClass(
                        "standard", operator.record("acme").orElseThrow().classRevision(), false)),
                Optional.of("acme.example"),
                List.of(),
                new NamespaceReadiness.Ready("tenant-acme"),
                Optional.of(FakeTenantRows.SYNCED),
                List.of(
                    new ServiceResult(
                        ServiceName.N8N,
                        new ServiceOutcome.Ready(),
                        new ServiceResult.Facts(
                            Optional.of(Mode.DEDICATED),
                            Optional.of("1.0.0"),
                            Optional.of("http://n8n.acme.example"),
                            Optional.of("n8n-login"),
                            Optional.empty()),
                        Optional.empty(),
                        List.of())),
                List.of(),
                Optional.empty(),
                List.of(),
                List.of(),
                InMemoryOperator.RESYNC_INTERVAL));
  }

  @Test
  void a_tenant_at_rest_is_neither_read_nor_written() {
    Tenant acme = running(WITH_N8N);
    operator.server.forgetCalls();
    operator.postgres.forgetCalls();
    String before = recordVersion();

    reconcile(acme);

    assertThat(operator.server.calls()).isEmpty();
    assertThat(operator.postgres.calls()).isEmpty();
    assertThat(recordVersion()).isEqualTo(before);
  }

  @Test
  void a_tenant_that_wants_nothing_has_its_namespace() {
    ReconcileResult result = reconcile(operator.apply("acme", ACME));

    assertThat(result.namespace()).isEqualTo(new NamespaceReadiness.Ready("tenant-acme"));
    assertThat(result.services()).isEmpty();
    assertThat(result.requeueAfter()).isEqualTo(InMemoryOperator.RESYNC_INTERVAL);
  }

  @Test
  void a_version_that_came_to_run_is_noted() {
    running(WITH_N8N);

    assertThat(
            operator
                .record("acme")
                .orElseThrow()
                .service(ServiceName.N8N)
                .orElseThrow()
                .ranVersion())
        .contains("1.0.0");
  }

  @Test
  void a_version_that_may_have_run_is_remembered_when_the_next_one_is_begun() {
    Tenant acme = running(WITH_N8N);
    acme.setSpec(Manifests.tenant("acme", ACME + "services: {n8n: {version: 2.0.0}}\n").getSpec());
    reconcile(acme);
    acme.setSpec(Manifests.tenant("acme", ACME + "services: {n8n: {version: 3.0.0}}\n").getSpec());

    reconcile(acme);

    ServiceRecord n8n =
        operator.record("acme").orElseThrow().service(ServiceName.N8N).orElseThrow();
    assertThat(n8n.version()).as("begun").contains("3.0.0");
    assertThat(n8n.ranVersion()).as("the version that the data may be of").contains("2.0.0");
  }

  // Class.

  @Test
  void without_its_class_nothing_is_begun() {
    ReconcileResult result =
        reconcile(operator.apply("acme", WITH_N8N.replace("standard", "gold")));

    assertThat(result.problems())
        .containsExactly(
            new Problem(
                Reason.CLASS_NOT_FOUND,
                "TenantClass gold does not exist. Create it, or name another one in spec.className"));
    assertThat(result.requeueAfter()).hasSeconds(30);
    assertThat(operator.record("acme")).isEmpty();
    assertThat(operator.server.calls()).isEmpty();
    assertThat(operator.rows.fullResyncs()).as("rows asked").isEmpty();
  }

  @Test
  void what_runs_is_left_running_when_the_class_is_gone() {
    Tenant acme = running(WITH_N8N);
    operator.classes.clear();

    ReconcileResult result = reconcile(acme);

    assertThat(result.problems())
        .extracting(Problem::reason)
        .containsExactly(Reason.CLASS_NOT_FOUND);
    assertThat(operator.server.has(InMemoryOperator.deployment("acme"))).isTrue();
  }

  @Test
  void a_tenant_that_is_suspended_stops_though_its_class_is_gone() {
    Tenant acme = running(WITH_N8N);
    operator.classes.clear();
    acme.setSpec(Manifests.tenant("acme", SUSPENDED).getSpec());

    ReconcileResult result = reconcile(acme);

    assertThat(result.problems())
        .extracting(Problem::reason)
        .containsExactly(Reason.CLASS_NOT_FOUND);
    assertThat(operator.server.has(InMemoryOperator.deployment("acme"))).isFalse();
  }

  @Test
  void a_suspended_tenant_that_never_ran_has_nothing_to_stop() {
    operator.classes.clear();

    assertThat(reconcile(operator.apply("acme", SUSPENDED)).problems())
        .extracting(Problem::reason)
        .containsExactly(Reason.CLASS_NOT_FOUND);
  }

  @Test
  void another_class_than_the_one_it_is_placed_in_is_told_and_the_rest_is_followed() {
    Tenant acme = running(WITH_N8N);
    operator.classes.add(Manifests.tenantClass("gold", "baseDomain: gold.example.com"));
    acme.setSpec(Manifests.tenant("acme", WITH_N8N.replace("standard", "gold")).getSpec());

    ReconcileResult result = reconcile(acme);

    assertThat(result.followed()).map(FollowedClass::name).contains("standard");
    assertThat(result.problems())
        .extracting(Problem::reason)
        .containsExactly(Reason.PLACEMENT_DIFFERS);
    assertThat(outcome(result)).isEqualTo(new ServiceOutcome.Ready());
  }

  @Test
  void what_this_operator_cannot_do_yet_is_told_for_the_tenant_as_a_whole() {
    ReconcileResult result =
        reconcile(operator.apply("acme", ACME + "integrations: {odooToN8n: {enabled: true}}"));

    assertThat(result.problems())
        .extracting(Problem::reason)
        .containsExactly(Reason.NOT_SUPPORTED_YET);
  }

  @Test
  void network_policies_open_the_ports_of_the_applications_that_the_tenant_has() {
    ObjectKey n8n =
        new ObjectKey("networking.k8s.io/v1", "NetworkPolicy", "tenant-acme", "allow-operator-n8n");
    reconcile(operator.apply("acme", ACME));
    assertThat(operator.server.has(n8n)).as("before it has one").isFalse();

    Tenant withN8n = operator.apply("acme", WITH_N8N);
    reconcile(withN8n);
    assertThat(operator.server.has(n8n)).as("with n8n").isTrue();
  }

  // Record.

  @Test
  void a_tenant_that_may_not_have_the_data_of_an_earlier_one_goes_no_further() {
    running(WITH_N8N);
    Tenant another =
        Manifests.tenant("acme", WITH_N8N.replace("it@acme.example", "it@globex.example"));
    another.getMetadata().setUid("another-uid");
    operator.server.forgetCalls();
    int syncs = operator.rows.fullResyncs().size();

    ReconcileResult result = reconcile(another);

    assertThat(result.problems())
        .extracting(Problem::reason)
        .containsExactly(Reason.RETAINED_DATA_FOUND);
    assertThat(result.decisions())
        .extracting(Decision::annotation)
        .containsExactly(Names.REVIVE_ANNOTATION);
    assertThat(operator.server.calls()).isEmpty();
    assertThat(operator.rows.fullResyncs()).as("rows asked").hasSize(syncs);
  }

  @Test
  void a_record_that_cannot_be_read_is_for_the_caller_to_tell() {
    API_SERVER
        .client()
        .resource(
            new SecretBuilder()
                .withNewMetadata()
                .withNamespace(InMemoryOperator.NAMESPACE)
                .withName(RecordStore.secretName("acme"))
                .endMetadata()
                .withType("smarteros.io/record")
                .build())
        .create();

    assertThatThrownBy(() -> reconcile(operator.apply("acme", WITH_N8N)))
        .isInstanceOf(UnreadableRecordException.class);
  }

  @Test
  void a_record_that_somebody_else_changed_ends_the_reconciliation() {
    Tenant acme = running(WITH_N8N);
    new RecordStore(API_SERVER.client(), InMemoryOperator.NAMESPACE)
        .load("acme", true)
        .orElseThrow()
        .update(record -> record.withUsedDecision("by another replica"));
    acme.setSpec(Manifests.tenant("acme", WITH_N8N + "domain: acme.example").getSpec());

    assertThatThrownBy(() -> reconcile(acme)).isInstanceOf(RecordConflictException.class);
  }

  @Test
  void a_domain_that_is_forbidden_later_stays_where_the_tenant_ran_under_it() {
    Tenant acme = running(WITH_N8N + "domain: acme.example");
    operator.classes.set(
        0,
        Manifests.tenantClass(
            "standard",
            "baseDomain: tenants.example.com\ndatabase: {host: db.example.com, adminSecret: db-admin}"));

    ReconcileResult result = reconcile(acme);

    assertThat(result.domain()).contains("acme.example");
    assertThat(result.problems())
        .extracting(Problem::reason)
        .containsExactly(Reason.NOT_ALLOWED_BY_CLASS);
  }

  // Full resync.

  @Test
  void a_full_resync_is_due_after_a_start_and_again_after_the_interval() {
    Tenant acme = operator.apply("acme", ACME);

    reconcile(acme);
    reconcile(acme);
    clock.advance(InMemoryOperator.RESYNC_INTERVAL);
    reconcile(acme);
    reconcile(acme);

    assertThat(operator.rows.fullResyncs()).containsExactly(true, false, true, false);
  }

  @Test
  void a_full_resync_is_not_put_off_by_other_reconciliations() {
    Tenant acme = operator.apply("acme", ACME);
    reconcile(acme);
    clock.advance(InMemoryOperator.RESYNC_INTERVAL.minusSeconds(1));
    reconcile(acme);
    clock.advance(Duration.ofSeconds(1));

    reconcile(acme);

    assertThat(operator.rows.fullResyncs()).containsExactly(true, false, true);
  }

  @Test
  void a_person_who_asks_for_a_reconciliation_gets_a_full_one_once() {
    Tenant acme = operator.apply("acme", ACME);
    reconcile(acme);
    acme.getMetadata().setAnnotations(Map.of(Names.RECONCILE_AT_ANNOTATION, "now"));

    reconcile(acme);
    acme.setStatus(handled("now"));
    reconcile(acme);
    acme.getMetadata().setAnnotations(Map.of(Names.RECONCILE_AT_ANNOTATION, "again"));
    reconcile(acme);

    assertThat(operator.rows.fullResyncs()).containsExactly(true, true, false, true);
  }

  @Test
  void a_full_resync_that_does_not_come_to_its_end_is_still_due() {
    Tenant acme = operator.apply("acme", ACME);
    operator.rows.failWith(new RecordConflictException("acme"));
    assertThatThrownBy(() -> reconcile(acme)).isInstanceOf(RecordConflictException.class);
    operator.rows.answerWith(FakeTenantRows.SYNCED);

    reconcile(acme);

    assertThat(operator.rows.fullResyncs()).containsExactly(true, true);
  }

  @Test
  void a_tenant_without_a_class_does_not_use_up_its_full_resync() {
    Tenant acme = operator.apply("acme", ACME.replace("standard", "gold"));
    reconcile(acme);
    operator.classes.add(Manifests.tenantClass("gold", "baseDomain: gold.example.com"));

    reconcile(acme);

    assertThat(operator.rows.fullResyncs()).containsExactly(true);
  }

  // Suspension.

  @Test
  void a_tenant_that_its_spec_suspends_is_brought_down() {
    Tenant acme = running(WITH_N8N);
    acme.setSpec(Manifests.tenant("acme", SUSPENDED).getSpec());

    ReconcileResult going = reconcile(acme);
    operator.bringUpPods("acme");
    ReconcileResult gone = reconcile(acme);

    assertThat(going.suspension()).contains(Suspension.IN_SPEC);
    assertThat(outcome(going)).isInstanceOf(ServiceOutcome.Progressing.class);
    assertThat(outcome(gone)).isEqualTo(new ServiceOutcome.Off());
    assertThat(replicas()).isZero();
  }

  @Test
  void a_tenant_that_its_row_suspends_is_brought_down() {
    Tenant acme = running(WITH_N8N);
    operator.rows.answerWith(FakeTenantRows.SYNCED.withSuspendedInDatabase(true));

    assertThat(reconcile(acme).suspension()).contains(Suspension.IN_DATABASE);
    assertThat(replicas()).isZero();
  }

  @Test
  void where_both_suspend_the_spec_is_named() {
    operator.rows.answerWith(FakeTenantRows.SYNCED.withSuspendedInDatabase(true));

    assertThat(reconcile(operator.apply("acme", SUSPENDED)).suspension())
        .contains(Suspension.IN_SPEC);
  }

  @Test
  void a_service_that_its_row_switches_off_is_brought_down_alone() {
    Tenant acme = running(WITH_N8N);
    operator.rows.answerWith(
        FakeTenantRows.SYNCED.withSwitchedOffInDatabase(Set.of(ServiceName.N8N)));

    assertThat(reconcile(acme).suspension()).as("of the tenant").isEmpty();
    assertThat(replicas()).isZero();
  }

  // Hosts.

  @Test
  void a_host_of_an_older_tenant_is_not_given_again() {
    String atOneHost = WITH_N8N.replace("n8n: {}", "n8n: {host: n8n.example.com}");
    Tenant older = operator.apply("older", atOneHost);
    Tenant acme = operator.apply("acme", atOneHost);
    acme.getMetadata().setCreationTimestamp("2026-11-02T10:00:00Z");
    reconcile(older);

    ReconcileResult result = reconcile(acme);

    assertThat(outcome(result))
        .isInstanceOfSatisfying(
            ServiceOutcome.Blocked.class,
            blocked -> assertThat(blocked.problem().reason()).isEqualTo(Reason.HOST_TAKEN));
    assertThat(operator.server.has(InMemoryOperator.deployment("acme"))).isFalse();
  }

  @Test
  void what_the_class_forbids_is_told_before_that_the_host_is_taken() {
    String atOneHost = WITH_N8N.replace("n8n: {}", "n8n: {host: n8n.example.com}");
    operator.apply("older", atOneHost);
    Tenant acme = operator.apply("acme", atOneHost.replace("{host", "{version: 9.9.9, host"));
    acme.getMetadata().setCreationTimestamp("2026-11-02T10:00:00Z");

    assertThat(outcome(reconcile(acme)))
        .isInstanceOfSatisfying(
            ServiceOutcome.Blocked.class,
            blocked ->
                assertThat(blocked.problem().reason()).isEqualTo(Reason.NOT_ALLOWED_BY_CLASS));
  }

  // Namespace.

  @Test
  void services_wait_for_a_namespace_that_waits_for_a_person() {
    operator.server.put(
        "kubectl",
        new NamespaceBuilder().withNewMetadata().withName("tenant-acme").endMetadata().build());

    ReconcileResult result = reconcile(operator.apply("acme", WITH_N8N));

    assertThat(result.namespace()).isInstanceOf(NamespaceReadiness.Blocked.class);
    assertThat(outcome(result))
        .isInstanceOfSatisfying(
            ServiceOutcome.Progressing.class,
            progressing ->
                assertThat(progressing.message())
                    .isEqualTo("Waiting for the namespace to be set up"));
    assertThat(operator.postgres.databases()).as("nothing is made for it").isEmpty();
    assertThat(result.requeueAfter()).hasSeconds(30);
  }

  @Test
  void what_a_person_may_decide_about_the_namespace_is_told() {
    Tenant acme = running(WITH_N8N);
    operator.server.end(NAMESPACE);

    ReconcileResult result = reconcile(acme);

    assertThat(result.decisions())
        .extracting(Decision::annotation)
        .containsExactly(Names.ACCEPT_DATA_LOSS_ANNOTATION);
  }

  @Test
  void a_namespace_that_is_on_its_way_is_looked_at_soon() {
    Tenant acme = operator.apply("acme", ACME);
    operator.server.refuse(Verb.APPLY, NAMESPACE, ApiErrors::tooManyRequests);

    assertThat(reconcile(acme).requeueAfter()).hasSeconds(2);
  }

  @Test
  void a_guard_rail_that_broke_does_not_keep_a_version_from_being_followed() {
    Tenant acme = running(WITH_N8N);
    ObjectKey quota = new ObjectKey("v1", "ResourceQuota", NAMESPACE.name(), "tenant");
    operator.server.end(quota);
    operator.server.refuse(Verb.APPLY, quota, ApiErrors::quotaExceeded);
    acme.setSpec(Manifests.tenant("acme", ACME + "services: {n8n: {version: 2.0.0}}\n").getSpec());

    ReconcileResult result = reconcile(acme);

    assertThat(result.namespace()).isInstanceOf(NamespaceReadiness.Impaired.class);
    assertThat(
            operator.record("acme").orElseThrow().service(ServiceName.N8N).orElseThrow().version())
        .contains("2.0.0");
  }

  // Services that leave.

  @Test
  void a_service_that_left_the_spec_goes_down_and_its_data_is_listed() {
    Tenant acme = running(WITH_N8N);
    acme.setSpec(Manifests.tenant("acme", ACME).getSpec());

    ReconcileResult result = reconcile(acme);

    assertThat(result.services()).isEmpty();
    assertThat(result.goingDown())
        .singleElement()
        .extracting(GoingDown::name, GoingDown::waitingFor)
        .containsExactly(ServiceName.N8N, "Waiting for pod n8n-5d4f-1 to end");
    assertThat(result.retained())
        .containsExactly(
            new Retained("Database", "t_acme_n8n", "n8n"),
            new Retained("PersistentVolumeClaim", "n8n-data", "n8n"));
    assertThat(operator.postgres.databases()).containsExactly("t_acme_n8n");
  }

  @Test
  void what_the_cluster_refused_is_asked_again_when_a_person_says_so_and_not_before() {
    Tenant acme = operator.apply("acme", WITH_N8N);
    operator.server.refuse(Verb.APPLY, "Deployment", ApiErrors::quotaExceeded);
    ServiceOutcome refused = outcome(reconcile(acme));
    operator.server.forgetCalls();

    assertThat(outcome(reconcile(acme))).isEqualTo(refused);
    assertThat(operator.server.calls()).as("a tenant that is blocked is silent").isEmpty();

    acme.getMetadata().setAnnotations(Map.of(Names.RECONCILE_AT_ANNOTATION, "now"));
    reconcile(acme);
    assertThat(operator.server.calls(Verb.APPLY)).contains(InMemoryOperator.deployment("acme"));
  }

  private ReconcileResult reconcile(Tenant tenant) {
    return operator.reconciliation.reconcile(tenant);
  }

  /** A Tenant of which all is up and was seen to be. */
  private Tenant running(String spec) {
    Tenant acme = operator.apply("acme", spec);
    reconcile(acme);
    operator.bringUpPods("acme");
    assertThat(outcome(reconcile(acme))).as("to begin with").isEqualTo(new ServiceOutcome.Ready());
    reconcile(acme);
    return acme;
  }

  private static ServiceOutcome outcome(ReconcileResult result) {
    assertThat(result.services()).as("services, beside %s", result.problems()).hasSize(1);
    return result.services().getFirst().outcome();
  }

  private int replicas() {
    return operator.server.json(InMemoryOperator.deployment("acme")).at("/spec/replicas").asInt();
  }

  private String recordVersion() {
    return API_SERVER
        .client()
        .secrets()
        .inNamespace(InMemoryOperator.NAMESPACE)
        .withName(RecordStore.secretName("acme"))
        .require()
        .getMetadata()
        .getResourceVersion();
  }

  private static TenantStatus handled(String reconcileAt) {
    return new TenantStatus(
        1L,
        List.of(),
        null,
        null,
        null,
        null,
        null,
        null,
        List.of(),
        List.of(),
        List.of(),
        reconcileAt);
  }
}
