package io.smarteros.tenant.reconcile.service;

import static io.smarteros.tenant.reconcile.service.ServiceUnderTest.key;
import static io.smarteros.tenant.reconcile.service.StepResults.expect;
import static io.smarteros.tenant.testkit.FakeApplication.DATABASE_PASSWORD;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.EnvironmentVariable;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.service.ClassResource;
import io.smarteros.tenant.service.HealthCheckResult;
import io.smarteros.tenant.service.Provisioning;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.status.ServiceResult;
import io.smarteros.tenant.testkit.ApiErrors;
import io.smarteros.tenant.testkit.FakeApplication;
import io.smarteros.tenant.testkit.InMemoryApiServer;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class DedicatedServiceReconcilerTest {
  private static final ServiceOutcome READY = new ServiceOutcome.Ready();
  private static final ServiceOutcome OFF = new ServiceOutcome.Off();
  private static final ObjectKey DEPLOYMENT = key("Deployment");
  private static final ObjectKey ROUTE = key("Ingress");
  private static final ObjectKey VOLUME = key("PersistentVolumeClaim", "data");
  private static final Duration A_START = Duration.ofSeconds(20);
  private static final Duration LONGER_THAN_A_START = Duration.ofSeconds(31);
  private static final Problem REJECTION =
      new Problem(Reason.NOT_ALLOWED_BY_CLASS, "version 9.9.9 is not allowed");

  private final FakeApplication application =
      new FakeApplication().withDatabase().withVolume("data");
  private final ServiceUnderTest service = new ServiceUnderTest(application);
  private final InMemoryApiServer server = service.server;

  @Test
  void a_new_service_is_made_and_waits_for_its_pods() {
    assertThat(progressing().reason()).isEqualTo(Reason.WAITING_FOR_PODS);

    assertThat(service.remembered().secrets()).isNotEmpty();
    assertThat(service.postgres.databases()).containsExactly(ServiceUnderTest.DATABASE);
    assertThat(server.has(VOLUME)).isTrue();
    assertThat(server.has(DEPLOYMENT)).isTrue();
    assertThat(application.healthChecks()).isZero();
    assertThat(application.provisionings()).isZero();
  }

  @Test
  void no_key_is_made_before_it_is_known_that_no_earlier_database_needs_another() {
    service.postgres.breakDown();

    reconcile();
    assertThat(service.remembered().secrets()).isEmpty();

    service.postgres.recover();
    reconcile();
    assertThat(service.remembered().secrets()).isNotEmpty();
  }

  @Test
  void a_service_that_is_up_and_set_up_is_ready_and_has_a_route_from_then_on() {
    reconcile();
    assertThat(server.has(ROUTE)).as("while its first-run page is open").isFalse();
    service.deployments.bringUp(DEPLOYMENT);

    assertThat(reconcile().outcome()).isEqualTo(READY);

    assertThat(server.has(ROUTE)).isTrue();
    assertThat(service.remembered().routeAllowed()).isTrue();
  }

  @Test
  void a_service_that_is_ready_stays_so_without_any_call() {
    bringUp();
    server.forgetCalls();
    service.postgres.forgetCalls();
    int writes = service.record.writes();
    AtomicInteger compiled = new AtomicInteger();
    application.whenCompiled(compiled::incrementAndGet);

    assertThat(reconcile().outcome()).isEqualTo(READY);

    assertThat(compiled).hasValue(1);
    assertThat(server.calls()).isEmpty();
    assertThat(service.postgres.calls()).isEmpty();
    assertThat(service.record.writes()).isEqualTo(writes);
  }

  @Test
  void a_class_secret_that_goes_leaves_what_runs_as_it_is() {
    sendsMail();
    bringUp();
    service.classSecrets.remove("smtp-login");
    server.forgetCalls();

    assertThat(blocked().reason()).isEqualTo(Reason.CLASS_SECRET_NOT_FOUND);

    assertThat(server.calls()).isEmpty();
    assertThat(server.has(DEPLOYMENT)).isTrue();
    assertThat(smtpPassword()).isEqualTo("czNjcjN0");
  }

  @Test
  void a_service_that_never_ran_waits_for_the_class_secret_with_nothing_made() {
    sendsMail();
    service.classSecrets.remove("smtp-login");

    assertThat(blocked().reason()).isEqualTo(Reason.CLASS_SECRET_NOT_FOUND);
    assertThat(service.postgres.databases()).isEmpty();
    assertThat(server.has(DEPLOYMENT)).isFalse();

    sendsMail();
    assertThat(progressing().reason()).isEqualTo(Reason.WAITING_FOR_PODS);
  }

  /** What it gets of the class may decide which volumes it has. */
  @Test
  void no_volume_is_planned_before_it_is_known_what_the_class_gives() {
    sendsMail();
    service.classSecrets.remove("smtp-login");
    service.reconciler.plan(service.request());
    assertThat(service.remembered().volumes()).isEmpty();

    sendsMail();
    service.reconciler.plan(service.request());
    assertThat(service.remembered().volumes()).containsOnlyKeys("data");
  }

  @Test
  void another_login_of_the_class_is_in_the_services_secret_at_once_and_written_once() {
    sendsMail();
    bringUp();
    service.putClassSecret("smtp-login", "username", "bWFpbGVy", "password", "YW5vdGhlcg==");
    server.forgetCalls();

    reconcile();
    reconcile();

    assertThat(smtpPassword()).isEqualTo("YW5vdGhlcg==");
    assertThat(server.calls(Verb.APPLY)).containsExactly(key("Secret"));
  }

  private void sendsMail() {
    application.withClassResource(ClassResource.SMTP);
    service.classSays(
        "smtp: {host: smtp.example.com, from: a@example.com, credentialsSecret: smtp-login}");
    service.putClassSecret("smtp-login", "username", "bWFpbGVy", "password", "czNjcjN0");
  }

  private String smtpPassword() {
    return server.json(key("Secret")).path("data").path(FakeApplication.SMTP_PASSWORD).asText();
  }

  @Test
  void a_password_that_somebody_changed_is_put_right_once_the_pods_do_not_come_up_for_long() {
    bringUp();
    String password = service.remembered().secrets().getOrDefault(DATABASE_PASSWORD, "");
    service.postgres.setPassword(ServiceUnderTest.DATABASE, "changed by hand");
    reconcile();
    assertThat(service.postgres.accepts(ServiceUnderTest.DATABASE, password)).isFalse();

    service.deployments.hold(DEPLOYMENT, "CrashLoopBackOff");
    reconcile();
    service.clock.advance(LONGER_THAN_A_START);
    reconcile();

    assertThat(service.postgres.accepts(ServiceUnderTest.DATABASE, password)).isTrue();
  }

  @Test
  void pods_that_take_their_usual_time_cost_no_look_at_the_database() {
    bringUp();
    service.postgres.forgetCalls();

    for (int restart = 0; restart < 2; restart++) {
      service.deployments.hold(DEPLOYMENT, "ContainerCreating");
      reconcile();
      service.clock.advance(A_START);
      reconcile();
      service.deployments.bringUp(DEPLOYMENT);
      assertThat(reconcile().outcome()).isEqualTo(READY);
      service.clock.advance(LONGER_THAN_A_START);
    }

    assertThat(service.postgres.calls()).isEmpty();
  }

  @Test
  void after_a_start_of_the_operator_what_was_ready_stands_until_it_answers() {
    bringUp();
    ServiceResult before = reconcile();
    service.statusSays(Condition.Status.TRUE, Reason.READY);

    assertStandsAfterRestart(before);
  }

  @Test
  void after_a_start_what_is_not_followed_of_a_service_that_answers_is_told_as_before() {
    bringUp();
    server.refuse(Verb.APPLY, VOLUME, ApiErrors::quotaExceeded);
    service.storage("5Gi");
    ServiceResult before = reconcile();
    service.statusSays(Condition.Status.FALSE, Reason.QUOTA_EXCEEDED);

    assertStandsAfterRestart(before);
  }

  @Test
  void after_a_start_a_service_that_was_not_ready_is_waited_for() {
    bringUp();
    service.statusSays(Condition.Status.FALSE, Reason.WAITING_FOR_APPLICATION);

    service.restartWithoutAnswers();

    assertThat(progressing().message()).isEqualTo("n8n has not answered yet");
  }

  private void assertStandsAfterRestart(ServiceResult before) {
    int provisionings = application.provisionings();
    service.postgres.forgetCalls();

    service.restartWithoutAnswers();
    assertThat(reconcile()).isEqualTo(before);
    reconcile();

    assertThat(application.provisionings()).isEqualTo(provisionings);
    assertThat(service.postgres.calls()).as("its password is not doubted").isEmpty();
  }

  @Test
  void the_route_that_cannot_be_made_is_waited_for() {
    reconcile();
    service.deployments.bringUp(DEPLOYMENT);
    server.refuse(Verb.APPLY, "Ingress", ApiErrors::unavailable);

    assertThat(progressing().message()).contains("Ingress tenant-acme/n8n");
    assertThat(service.remembered().routeAllowed()).isTrue();
    server.refuseNothing();

    assertThat(reconcile().outcome()).isEqualTo(READY);
    assertThat(server.has(ROUTE)).isTrue();
  }

  @Test
  void the_result_tells_where_the_service_is_and_what_is_not_followed() {
    Problem kept = new Problem(Reason.NOT_ALLOWED_BY_CLASS, "2.0.0 is not allowed, 1.0.0 stays");
    bringUp();
    service.keepAsIs(kept);

    ServiceResult result = reconcile();

    assertThat(result.name()).isEqualTo(ServiceUnderTest.NAME);
    assertThat(result.facts())
        .isEqualTo(
            new ServiceResult.Facts(
                Optional.of(Mode.DEDICATED),
                Optional.of("1.0.0"),
                Optional.of("http://n8n-acme.example.com"),
                Optional.of("n8n-login"),
                Optional.empty()));
    assertThat(result.keptAsIs()).contains(kept);
    assertThat(result.decisions()).isEmpty();
  }

  @Test
  void a_volume_that_may_not_grow_holds_up_nothing_else() {
    bringUp();
    server.refuse(Verb.APPLY, VOLUME, ApiErrors::quotaExceeded);
    service.storage("5Gi").version("1.1.0");
    reconcile();
    service.deployments.bringUp(DEPLOYMENT);

    ServiceResult result = reconcile();

    assertThat(result.outcome()).isEqualTo(READY);
    assertThat(result.keptAsIs())
        .hasValueSatisfying(kept -> assertThat(kept.reason()).isEqualTo(Reason.QUOTA_EXCEEDED));
    assertThat(server.json(DEPLOYMENT).toString()).contains("example/fake:1.1.0");
  }

  @Test
  void what_may_not_be_touched_is_left_running() {
    bringUp();
    List<ObjectKey> before = server.keys();
    server.forgetCalls();
    service.reject(REJECTION).version("9.9.9");

    assertThat(blocked()).isEqualTo(REJECTION);

    assertThat(server.calls()).isEmpty();
    assertThat(server.keys()).isEqualTo(before);
    assertThat(service.remembered().version()).contains("1.0.0");
  }

  @Test
  void nothing_is_made_before_the_namespace_is_ready() {
    service.namespaceIsNotReady();

    assertThat(progressing().reason()).isEqualTo(Reason.WAITING_FOR_NAMESPACE);
    assertThat(progressing().retryAfter()).isEqualTo(RequeueDelays.WHEN_BLOCKED);

    assertThat(server.calls()).isEmpty();
    assertThat(service.record.writes()).isZero();
  }

  @Test
  void a_lost_key_leaves_what_runs_alone_and_asks_a_person() {
    bringUp();
    server.forgetCalls();
    service.forgetSecret(FakeApplication.KEY);

    ServiceResult result = reconcile();

    assertThat(expect(ServiceOutcome.Blocked.class, result.outcome()).problem().reason())
        .isEqualTo(Reason.DATA_MISSING);
    assertThat(result.decisions())
        .singleElement()
        .satisfies(decision -> assertThat(decision.value()).startsWith("n8n/key@"));
    assertThat(server.calls()).isEmpty();
  }

  @Test
  void before_its_environment_is_complete_neither_database_nor_object_is_made() {
    service.env(new EnvironmentVariable(FakeApplication.OWN_VARIABLE, "mine", null));

    assertThat(blocked().reason()).isEqualTo(Reason.NOT_ALLOWED_BY_CLASS);

    assertThat(service.postgres.databases()).isEmpty();
    assertThat(server.calls()).isEmpty();
  }

  @Test
  void without_its_database_no_object_is_made() {
    service.postgres.breakDown();

    assertThat(expect(ServiceOutcome.Failed.class, reconcile().outcome()).problem().reason())
        .isEqualTo(Reason.DATABASE_UNREACHABLE);

    assertThat(server.calls()).isEmpty();
  }

  @Test
  void without_its_volume_nothing_else_is_made() {
    server.refuse(Verb.APPLY, VOLUME, ApiErrors::quotaExceeded);

    assertThat(blocked().reason()).isEqualTo(Reason.QUOTA_EXCEEDED);

    assertThat(server.calls(Verb.APPLY)).containsExactly(VOLUME);
    assertThat(service.remembered().version()).as("the version in force").isEmpty();
  }

  @Test
  void while_an_object_is_refused_nothing_is_pruned() {
    bringUp();
    server.forgetCalls();
    service.version("1.0.1");
    application.leaveOut("Service");
    server.refuse(Verb.APPLY, DEPLOYMENT, ApiErrors::immutable);

    assertThat(blocked().reason()).isEqualTo(Reason.REFUSED_BY_CLUSTER);

    assertThat(server.calls(Verb.DELETE)).isEmpty();
  }

  @Test
  void what_cannot_be_pruned_is_told_before_the_application_is_asked() {
    bringUp();
    int asked = application.provisionings();
    application.leaveOut("Service");
    server.refuse(Verb.DELETE, "Service", ApiErrors::unavailable);

    assertThat(progressing().message()).contains("Service tenant-acme/n8n");

    assertThat(application.provisionings()).isEqualTo(asked);
  }

  @Test
  void an_application_that_is_not_healthy_is_not_set_up() {
    application.answerHealthChecks(new HealthCheckResult.NotYet("starting up"));
    reconcile();
    service.deployments.bringUp(DEPLOYMENT);

    assertThat(progressing().reason()).isEqualTo(Reason.WAITING_FOR_APPLICATION);

    assertThat(application.provisionings()).isZero();
  }

  @Test
  void an_application_that_is_not_set_up_has_no_route() {
    application.answerProvisioning(new Provisioning.Waiting("busy", Duration.ofMinutes(1)));
    reconcile();
    service.deployments.bringUp(DEPLOYMENT);

    assertThat(progressing().reason()).isEqualTo(Reason.SETTING_UP);

    assertThat(server.has(ROUTE)).isFalse();
    assertThat(service.remembered().routeAllowed()).isFalse();
  }

  @Test
  void a_route_that_is_there_stays_while_the_application_cannot_be_set_up() {
    bringUp();
    application.answerProvisioning(
        new Provisioning.Refused(new Problem(Reason.LOGIN_REFUSED, "another password")));

    assertThat(blocked().reason()).isEqualTo(Reason.LOGIN_REFUSED);

    assertThat(server.has(ROUTE)).isTrue();
  }

  @Test
  void a_service_that_never_ran_and_shall_not_run_is_off_and_nothing_is_made() {
    service.suspend();

    assertThat(reconcile().outcome()).isEqualTo(OFF);

    assertThat(server.calls()).isEmpty();
    assertThat(service.record.writes()).isZero();
  }

  @Test
  void suspending_ends_the_pods_and_keeps_the_rest() {
    bringUp();
    service.suspend();

    assertThat(progressing().reason()).isEqualTo(Reason.WAITING_FOR_PODS);
    assertThat(replicas()).isZero();
    service.deployments.bringUp(DEPLOYMENT);

    assertThat(reconcile().outcome()).isEqualTo(OFF);
    assertThat(server.keys()).contains(DEPLOYMENT, ROUTE, VOLUME, key("Service"), key("Secret"));
    assertThat(service.postgres.databases()).containsExactly(ServiceUnderTest.DATABASE);
  }

  @Test
  void a_service_that_is_off_is_asked_nothing() {
    bringUp();
    int healthChecks = application.healthChecks();
    int provisionings = application.provisionings();
    service.clock.advance(Duration.ofHours(1));
    service.postgres.forgetCalls();
    service.suspend();

    reconcile();

    assertThat(application.healthChecks()).isEqualTo(healthChecks);
    assertThat(application.provisionings()).isEqualTo(provisionings);
    assertThat(service.postgres.calls()).isEmpty();
  }

  @Test
  void a_service_that_is_resumed_comes_back_as_it_was() {
    bringUp();
    String key = service.remembered().secrets().get(FakeApplication.KEY);
    service.suspend();
    reconcile();
    service.deployments.bringUp(DEPLOYMENT);
    reconcile();

    service.resume();
    assertThat(progressing().reason()).isEqualTo(Reason.WAITING_FOR_PODS);
    service.deployments.bringUp(DEPLOYMENT);

    assertThat(reconcile().outcome()).isEqualTo(READY);
    assertThat(service.remembered().secrets()).containsEntry(FakeApplication.KEY, key);
  }

  @Test
  void what_may_not_be_touched_is_stopped_all_the_same() {
    bringUp();
    service.reject(REJECTION).suspend();

    progressing();

    assertStoppedWithoutApplying();
  }

  @Test
  void without_the_namespaces_guard_rails_what_runs_is_stopped_all_the_same() {
    bringUp();
    service.namespaceIsNotReady().suspend();

    progressing();

    assertStoppedWithoutApplying();
  }

  private void assertStoppedWithoutApplying() {
    assertThat(server.has(DEPLOYMENT)).isFalse();
    assertThat(server.keys()).contains(ROUTE, VOLUME, key("Service"));
    service.deployments.endPods(DEPLOYMENT);
    assertThat(reconcile().outcome()).isEqualTo(OFF);
  }

  @Test
  void what_keeps_a_service_from_being_applied_is_told_and_what_runs_is_stopped() {
    bringUp();
    service.suspend();
    server.end(VOLUME);

    ServiceResult result = reconcile();

    assertThat(expect(ServiceOutcome.Blocked.class, result.outcome()).problem().reason())
        .isEqualTo(Reason.DATA_MISSING);
    assertThat(result.decisions()).hasSize(1);
    assertThat(server.has(DEPLOYMENT)).isFalse();
    assertThat(service.remembered().volumes().get("data"))
        .satisfies(volume -> assertThat(volume.stage()).isEqualTo(Stage.MADE));
  }

  private void bringUp() {
    reconcile();
    service.deployments.bringUp(DEPLOYMENT);
    assertThat(reconcile().outcome()).isEqualTo(READY);
  }

  private int replicas() {
    return server.json(DEPLOYMENT).at("/spec/replicas").asInt();
  }

  private ServiceResult reconcile() {
    return service.reconciler.reconcile(service.request());
  }

  private Problem blocked() {
    return expect(ServiceOutcome.Blocked.class, reconcile().outcome()).problem();
  }

  private ServiceOutcome.Progressing progressing() {
    return expect(ServiceOutcome.Progressing.class, reconcile().outcome());
  }
}
