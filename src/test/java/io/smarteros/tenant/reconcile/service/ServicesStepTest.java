package io.smarteros.tenant.reconcile.service;

import static io.smarteros.tenant.reconcile.service.ServiceUnderTest.key;
import static io.smarteros.tenant.reconcile.service.StepResults.expect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.OperatorRoleBinding;
import io.smarteros.tenant.cluster.RightsPropagation;
import io.smarteros.tenant.namespace.NamespaceReadiness;
import io.smarteros.tenant.reconcile.service.ServicesStep.Results;
import io.smarteros.tenant.reconcile.service.ServicesStep.Work;
import io.smarteros.tenant.record.RecordConflictException;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.resolve.Resolution;
import io.smarteros.tenant.service.Provisioning;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.status.ReconcileResult.GoingDown;
import io.smarteros.tenant.status.ReconcileResult.Suspension;
import io.smarteros.tenant.status.ServiceResult;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.smarteros.tenant.testkit.ApiErrors;
import io.smarteros.tenant.testkit.CapturedLog;
import io.smarteros.tenant.testkit.FakeApplication;
import io.smarteros.tenant.testkit.InMemoryApiServer;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import io.smarteros.tenant.testkit.Manifests;
import io.smarteros.tenant.testkit.OpenPermits;
import io.smarteros.tenant.testkit.OpenTurns;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.slf4j.MDC;

final class ServicesStepTest {
  private static final ServiceName N8N = ServiceName.N8N;
  private static final ServiceName ODOO = ServiceName.ODOO;
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final ObjectKey LOST_VOLUME = key("PersistentVolumeClaim", "data");
  private static final String BOTH = "services: {n8n: {}, odoo: {}}";

  private final FakeApplication n8n = new FakeApplication();
  private final FakeApplication odoo = new FakeApplication();
  private final ServiceUnderTest world = new ServiceUnderTest(n8n);
  private final InMemoryApiServer server = world.server;
  private final ServicesStep services = step(4);

  private Map<ServiceName, Problem> rejected = Map.of();
  private Set<ServiceName> resolved = Set.of(N8N, ODOO);
  private Set<ServiceName> switchedOffInDatabase = Set.of();
  private Optional<Suspension> suspension = Optional.empty();
  private RecordSession record = world.record;
  private NamespaceReadiness namespace = new NamespaceReadiness.Ready("tenant-acme");

  @AfterEach
  void forgetInterruption() {
    Thread.interrupted();
    MDC.clear();
  }

  @Test
  void all_services_come_up_and_are_listed_in_their_order() {
    bringUp();

    Results results = run(BOTH);

    assertThat(results.switchedOn()).extracting(ServiceResult::name).containsExactly(N8N, ODOO);
    assertThat(results.switchedOn())
        .extracting(ServiceResult::outcome)
        .containsOnly(new ServiceOutcome.Ready());
    assertThat(results.goingDown()).isEmpty();
  }

  @Test
  void services_are_reconciled_side_by_side() {
    CyclicBarrier both = new CyclicBarrier(2);
    bringUp();
    atEachProvisioning(() -> await(both));

    assertThat(run(BOTH).switchedOn())
        .as("each waits for the other")
        .extracting(ServiceResult::outcome)
        .containsOnly(new ServiceOutcome.Ready());
  }

  @Test
  void no_more_services_are_reconciled_at_once_than_allowed() {
    AtomicInteger now = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    bringUp();
    for (FakeApplication application : List.of(n8n, odoo)) {
      application.whenCompiled(() -> most.accumulateAndGet(now.incrementAndGet(), Math::max));
    }
    atEachProvisioning(now::decrementAndGet);

    step(1).run(work(BOTH));

    assertThat(most).hasValue(1);
  }

  @Test
  void a_service_that_is_blocked_stops_no_other() {
    bringUp();
    server.edit(
        "kubectl", deployment(N8N), live -> live.withObjectProperty("spec").put("replicas", 3));
    server.refuse(Verb.APPLY, deployment(N8N), ApiErrors::quotaExceeded);

    Results results = run(BOTH);

    assertThat(expect(ServiceOutcome.Blocked.class, outcome(results, N8N)).problem().reason())
        .isEqualTo(Reason.QUOTA_EXCEEDED);
    assertThat(outcome(results, ODOO)).isEqualTo(new ServiceOutcome.Ready());
  }

  @Test
  void a_mistake_in_one_service_is_told_and_stops_no_other() {
    bringUp();
    n8n.failToCompile(new IllegalStateException("a mistake"));

    try (CapturedLog log = new CapturedLog(ServiceFailures.class)) {
      Results results = run(BOTH);

      ServiceOutcome.Progressing failed =
          expect(ServiceOutcome.Progressing.class, outcome(results, N8N));
      assertThat(failed.reason()).isEqualTo(Reason.PROGRESSING);
      assertThat(failed.message()).contains("the operator's log");
      assertThat(failed.retryAfter()).isEqualTo(RequeueDelays.WHEN_BLOCKED);
      assertThat(outcome(results, ODOO)).isEqualTo(new ServiceOutcome.Ready());
      assertThat(log.lines()).singleElement().asString().contains("n8n");
    }
  }

  @Test
  void a_read_that_is_refused_for_good_waits_for_a_person_and_stops_no_other() {
    readsAreRefused(ApiErrors::missingRight);
    world.clock.advance(Duration.ofSeconds(31));

    Results results = run(BOTH);

    assertThat(expect(ServiceOutcome.Blocked.class, outcome(results, N8N)).problem())
        .isEqualTo(
            new Problem(
                Reason.REFUSED_BY_CLUSTER,
                "The API server refuses a request for n8n. Change the policy, quota or right that it names: "
                    + ApiErrors.missingRight(LOST_VOLUME).getStatus().getMessage()));
    assertThat(outcome(results, ODOO)).isInstanceOf(ServiceOutcome.Progressing.class);
  }

  @Test
  void a_read_that_is_refused_while_the_operators_rights_are_new_is_tried_again_soon() {
    readsAreRefused(ApiErrors::missingRight);
    world.clock.advance(Duration.ofSeconds(29));

    ServiceOutcome.Progressing refused =
        expect(ServiceOutcome.Progressing.class, outcome(run(BOTH), N8N));

    assertThat(refused.message()).contains("cannot patch resource");
    assertThat(refused.retryAfter()).isEqualTo(RequeueDelays.WHEN_PROGRESSING);
  }

  @Test
  void a_read_that_the_api_server_cannot_answer_now_is_tried_again() {
    readsAreRefused(ApiErrors::unavailable);
    world.clock.advance(Duration.ofSeconds(31));

    assertThat(outcome(run(BOTH), N8N)).isInstanceOf(ServiceOutcome.Progressing.class);
  }

  /** The volume of n8n is gone, and the API server does not say so. */
  private void readsAreRefused(Function<ObjectKey, KubernetesClientException> error) {
    server.put(
        "tenant-operator",
        OperatorRoleBinding.of("acme", "tenant-acme", "smarteros", "tenant-operator"));
    n8n.withVolume("data");
    run(BOTH);
    server.end(LOST_VOLUME);
    server.refuse(Verb.READ, LOST_VOLUME, error);
  }

  @Test
  void a_conflict_over_the_record_ends_the_reconciliation_of_the_tenant() {
    record = new ConflictingRecordSession(world.record);

    assertThatThrownBy(() -> run(BOTH)).isInstanceOf(RecordConflictException.class);
  }

  @Test
  void a_service_that_could_not_be_resolved_is_told_with_why() {
    Problem problem = new Problem(Reason.NOT_ALLOWED_BY_CLASS, "n8n is not allowed");
    rejected = Map.of(N8N, problem);
    resolved = Set.of();

    Results results = run("services: {n8n: {}}");

    assertThat(results.switchedOn())
        .containsExactly(ServiceResult.blocked(N8N, problem, ServiceResult.Facts.NONE));
    assertThat(server.calls()).isEmpty();
  }

  @Test
  void a_service_that_this_operator_cannot_run_is_told_with_why() {
    Problem problem = new Problem(Reason.NOT_SUPPORTED_YET, "Chatwoot is not supported yet");
    rejected = Map.of(ServiceName.CHATWOOT, problem);
    resolved = Set.of(ServiceName.CHATWOOT, N8N);

    Results results = run("services: {chatwoot: {}, n8n: {}}");

    assertThat(outcome(results, ServiceName.CHATWOOT))
        .isEqualTo(new ServiceOutcome.Blocked(problem, RequeueDelays.WHEN_BLOCKED));
    assertThat(outcome(results, N8N)).isInstanceOf(ServiceOutcome.Progressing.class);
  }

  @Test
  void a_service_that_may_not_be_touched_is_told_with_why() {
    bringUp();
    Problem problem = new Problem(Reason.HOST_TAKEN, "the host is taken");
    rejected = Map.of(N8N, problem);

    Results results = run(BOTH);

    assertThat(expect(ServiceOutcome.Blocked.class, outcome(results, N8N)).problem())
        .isEqualTo(problem);
    assertThat(outcome(results, ODOO)).isEqualTo(new ServiceOutcome.Ready());
  }

  @Test
  void nothing_is_made_before_the_namespace_is_ready() {
    namespace = new NamespaceReadiness.Progressing("tenant-acme", "It is being made");

    assertThat(outcome(run(BOTH), N8N)).isInstanceOf(ServiceOutcome.Progressing.class);

    assertThat(server.calls()).isEmpty();
  }

  @Test
  void what_runs_is_looked_after_while_a_guard_rail_is_broken_and_nothing_new_begins() {
    run("services: {n8n: {}}");
    server.end(deployment(N8N));
    namespace = broken(false);

    Results results = run(BOTH);

    assertThat(server.has(deployment(N8N))).as("put back").isTrue();
    assertThat(expect(ServiceOutcome.Progressing.class, outcome(results, ODOO)).reason())
        .isEqualTo(Reason.WAITING_FOR_NAMESPACE);
    assertThat(server.has(deployment(ODOO))).isFalse();
  }

  @Test
  void what_protects_nothing_keeps_no_service_out() {
    namespace = broken(true);

    run(BOTH);

    assertThat(server.has(deployment(N8N))).isTrue();
  }

  private static NamespaceReadiness broken(boolean admitsNew) {
    return new NamespaceReadiness.Impaired(
        "tenant-acme", new Problem(Reason.REFUSED_BY_CLUSTER, "no quota"), false, admitsNew);
  }

  @Test
  void a_suspended_tenant_has_all_its_services_off() {
    bringUp();
    suspension = Optional.of(Suspension.IN_SPEC);
    run(BOTH);
    endAllPods();

    assertThat(run(BOTH).switchedOn())
        .extracting(ServiceResult::outcome)
        .containsOnly(new ServiceOutcome.Off());
  }

  @Test
  void a_service_that_is_switched_off_in_its_row_is_off_alone() {
    bringUp();
    switchedOffInDatabase = Set.of(ODOO);
    run(BOTH);
    world.deployments.endPods(deployment(ODOO));

    Results results = run(BOTH);

    assertThat(outcome(results, ODOO)).isEqualTo(new ServiceOutcome.Off());
    assertThat(outcome(results, N8N)).isEqualTo(new ServiceOutcome.Ready());
  }

  @Test
  void a_service_that_is_switched_off_is_torn_down_and_its_data_stays() {
    n8n.withVolume("data");
    bringUp();

    Results results = run("services: {n8n: {enabled: false}, odoo: {}}");

    assertThat(results.switchedOn()).extracting(ServiceResult::name).containsExactly(ODOO);
    assertThat(results.goingDown())
        .singleElement()
        .satisfies(
            going -> {
              assertThat(going.name()).isEqualTo(N8N);
              assertThat(going.waitingFor()).startsWith("Waiting for pod n8n-");
            });
    assertThat(server.has(deployment(N8N))).isFalse();
    assertThat(server.keys())
        .contains(deployment(ODOO), key("Secret", "n8n"), key("PersistentVolumeClaim", "data"));

    world.deployments.endPods(deployment(N8N));
    assertThat(run("services: {n8n: {enabled: false}, odoo: {}}").goingDown()).isEmpty();
  }

  @Test
  void a_service_that_left_the_spec_is_torn_down() {
    bringUp();

    assertThat(run("services: {odoo: {}}").goingDown())
        .extracting(GoingDown::name)
        .containsExactly(N8N);
  }

  @Test
  void a_service_that_never_was_needs_no_teardown() {
    Results results = run("services: {n8n: {enabled: false}}");

    assertThat(results.switchedOn()).isEmpty();
    assertThat(results.goingDown()).isEmpty();
    assertThat(server.calls()).isEmpty();
  }

  @Test
  void a_teardown_that_is_refused_is_told_and_stops_no_other() {
    bringUp();
    server.refuse(Verb.DELETE, deployment(N8N), ApiErrors::missingRight);

    Results results = run("services: {odoo: {}}");

    assertThat(results.goingDown())
        .singleElement()
        .satisfies(going -> assertThat(going.waitingFor()).startsWith("Deployment tenant-acme/"));
    assertThat(outcome(results, ODOO)).isEqualTo(new ServiceOutcome.Ready());
  }

  @Test
  void a_teardown_that_is_refused_for_good_waits_for_a_person() {
    bringUp();
    server.put(
        "tenant-operator",
        OperatorRoleBinding.of("acme", "tenant-acme", "smarteros", "tenant-operator"));
    world.clock.advance(Duration.ofSeconds(31));
    server.refuse(Verb.DELETE, deployment(N8N), ApiErrors::missingRight);

    assertThat(run("services: {odoo: {}}").goingDown())
        .singleElement()
        .satisfies(
            going ->
                assertThat(going.kept().orElseThrow().reason())
                    .isEqualTo(Reason.REFUSED_BY_CLUSTER));
  }

  @Test
  void a_mistake_in_a_teardown_is_told_and_stops_no_other() {
    bringUp();
    server.refuse(
        Verb.DELETE,
        deployment(N8N),
        _ -> {
          throw new IllegalStateException("a mistake");
        });

    try (CapturedLog log = new CapturedLog(ServiceFailures.class)) {
      Results results = run("services: {odoo: {}}");

      assertThat(results.goingDown())
          .singleElement()
          .satisfies(going -> assertThat(going.waitingFor()).contains("the operator's log"));
      assertThat(outcome(results, ODOO)).isEqualTo(new ServiceOutcome.Ready());
      assertThat(log.lines()).singleElement().asString().contains("n8n");
    }
  }

  @Test
  void where_nothing_else_can_be_done_all_that_runs_is_stopped() {
    bringUp();

    services.stop(tenant(BOTH), record);

    assertThat(server.keys())
        .doesNotContain(deployment(N8N), deployment(ODOO))
        .contains(key("Service", "n8n"), key("Service", "odoo"));
  }

  @Test
  void what_is_logged_of_a_service_says_of_which_tenant() {
    bringUp();
    MDC.put("tenant", "acme");
    AtomicInteger ofAcme = new AtomicInteger();
    n8n.whenCompiled(() -> ofAcme.addAndGet("acme".equals(MDC.get("tenant")) ? 1 : 0));

    run(BOTH);

    assertThat(ofAcme).hasPositiveValue();
  }

  @Test
  void while_the_operator_shuts_down_nothing_is_waited_for() {
    bringUp();
    n8n.whenCompiled(ServicesStepTest::waitForEver);
    server.refuse(
        Verb.DELETE,
        deployment(ODOO),
        key -> {
          waitForEver();
          return ApiErrors.unavailable(key);
        });
    Thread.currentThread().interrupt();

    Results results = run("services: {n8n: {}}");

    assertThat(expect(ServiceOutcome.Progressing.class, outcome(results, N8N)).message())
        .isEqualTo("The operator is shutting down");
    assertThat(results.goingDown())
        .extracting(GoingDown::waitingFor)
        .containsExactly("The operator is shutting down");
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
  }

  /** Both services, until their pods are available and their routes are made. */
  private void bringUp() {
    run(BOTH);
    world.deployments.bringUp(deployment(N8N));
    world.deployments.bringUp(deployment(ODOO));
    run(BOTH);
  }

  private void endAllPods() {
    world.deployments.endPods(deployment(N8N));
    world.deployments.endPods(deployment(ODOO));
  }

  private void atEachProvisioning(Runnable first) {
    for (FakeApplication application : List.of(n8n, odoo)) {
      application.answerProvisioning(
          () -> {
            first.run();
            return new Provisioning.Done();
          });
    }
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(BOUND.toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Until the thread is interrupted. */
  private static void waitForEver() {
    try {
      new CountDownLatch(1).await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private Results run(String spec) {
    return services.run(work(spec));
  }

  private Work work(String spec) {
    return new Work(
        tenant(spec),
        resolution(),
        record,
        OpenTurns.of(record),
        row(),
        suspension,
        namespace,
        false);
  }

  private ServicesStep step(int parallelism) {
    return new ServicesStep(
        Map.of(N8N, n8n, ODOO, odoo),
        world.reconciler,
        world.teardown,
        world.volumesAtRisk,
        new RightsPropagation(world.cluster::find, world.clock),
        OpenPermits.of(parallelism));
  }

  private static Tenant tenant(String spec) {
    return Manifests.tenant("acme", spec);
  }

  private Resolution resolution() {
    return new Resolution(
        world.resolved(resolved.toArray(ServiceName[]::new)), rejected, Map.of(), List.of());
  }

  private SyncResult row() {
    return new SyncResult(
        Reason.SYNCED,
        "",
        Optional.empty(),
        false,
        switchedOffInDatabase,
        List.of(),
        List.of(),
        Optional.empty());
  }

  private static ObjectKey deployment(ServiceName name) {
    return key("Deployment", name.id());
  }

  private static ServiceOutcome outcome(Results results, ServiceName name) {
    return results.switchedOn().stream()
        .filter(result -> result.name() == name)
        .findFirst()
        .orElseThrow()
        .outcome();
  }

  /** Another writer is always faster. */
  private record ConflictingRecordSession(RecordSession of) implements RecordSession {
    @Override
    public TenantRecord read() {
      return of.read();
    }

    @Override
    public TenantRecord update(UnaryOperator<TenantRecord> change) {
      throw new RecordConflictException("acme");
    }
  }
}
