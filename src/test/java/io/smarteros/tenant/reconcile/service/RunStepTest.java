package io.smarteros.tenant.reconcile.service;

import static io.smarteros.tenant.reconcile.service.ServiceUnderTest.key;
import static io.smarteros.tenant.reconcile.service.StepResults.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.record.RunRecord;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.status.ServiceResult;
import io.smarteros.tenant.testkit.ApiErrors;
import io.smarteros.tenant.testkit.FakeApplication;
import io.smarteros.tenant.testkit.InMemoryApiServer;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** An application whose pods may come only after a Job has completed, once per version. */
final class RunStepTest {
  private static final ObjectKey DEPLOYMENT = key("Deployment");
  private static final ObjectKey FIRST = key("Job", "n8n-init-1");
  private static final ObjectKey SECOND = key("Job", "n8n-init-2");

  private final ServiceUnderTest service =
      new ServiceUnderTest(new FakeApplication().withRun("init"));
  private final InMemoryApiServer server = service.server;

  @Test
  void pods_come_only_after_the_job_has_completed() {
    assertThat(progressing().reason()).isEqualTo(Reason.WAITING_FOR_JOB);
    assertThat(progressing().message())
        .contains("Job n8n-init-1", "kubectl --namespace tenant-acme logs job/n8n-init-1");
    assertThat(server.has(DEPLOYMENT)).isFalse();

    service.deployments.complete(FIRST);

    assertThat(progressing().reason()).isEqualTo(Reason.WAITING_FOR_PODS);
    assertThat(server.has(DEPLOYMENT)).isTrue();
    assertThat(server.has(FIRST)).as("it has done its work").isFalse();
  }

  @Test
  void a_job_whose_image_does_not_exist_waits_for_a_person() {
    reconcile();
    service.deployments.holdJob(FIRST, "ImagePullBackOff", "ErrImagePull: not found");

    assertThat(blocked().reason()).isEqualTo(Reason.IMAGE_CANNOT_RUN);
  }

  @Test
  void a_job_whose_pod_cannot_pull_at_once_is_waited_for() {
    reconcile();
    service.deployments.holdJob(FIRST, "ErrImagePull", "toomanyrequests");

    assertThat(progressing().message()).contains("toomanyrequests");
  }

  @Test
  void a_job_that_may_make_no_pod_waits_for_a_person_once_that_has_lasted() {
    reconcile();
    assertThat(progressing().reason()).isEqualTo(Reason.WAITING_FOR_JOB);
    service.clock.advance(Duration.ofMinutes(2));

    assertThat(blocked().reason()).isEqualTo(Reason.REFUSED_BY_CLUSTER);
    assertThat(blocked().message()).contains("describe job n8n-init-1");
  }

  @Test
  void a_job_runs_once_for_a_version() {
    bringUp();
    server.forgetCalls();

    assertThat(reconcile().outcome()).isEqualTo(new ServiceOutcome.Ready());

    assertThat(server.calls()).isEmpty();
    assertThat(service.remembered().run("init").orElseThrow().hasCompleted("1.0.0")).isTrue();
  }

  @Test
  void what_runs_goes_on_while_the_job_of_the_next_version_runs() {
    bringUp();
    service.version("1.1.0");

    assertThat(progressing().reason()).isEqualTo(Reason.WAITING_FOR_JOB);

    assertThat(versionOf(DEPLOYMENT)).isEqualTo("1.0.0");
    assertThat(server.json(DEPLOYMENT).at("/spec/replicas").asInt()).isEqualTo(1);
    service.deployments.complete(SECOND);
    progressing();
    assertThat(versionOf(DEPLOYMENT)).isEqualTo("1.1.0");
  }

  /** As after a loss of the database: the record has forgotten its runs. */
  @Test
  void what_runs_ends_before_a_first_job_begins() {
    ServiceUnderTest stopped =
        new ServiceUnderTest(new FakeApplication().withRun("init").stoppedDuringRuns());
    stopped.reconciler.reconcile(stopped.request());
    stopped.deployments.complete(FIRST);
    stopped.reconciler.reconcile(stopped.request());
    stopped.deployments.bringUp(DEPLOYMENT);
    stopped.changeRecord(known -> known.withRuns(Map.of()));

    stopped.reconciler.reconcile(stopped.request());

    assertThat(stopped.server.json(DEPLOYMENT).at("/spec/replicas").asInt()).isZero();
    assertThat(stopped.server.has(FIRST)).isFalse();
  }

  @Test
  void what_must_not_run_beside_a_job_ends_before_it_begins() {
    ServiceUnderTest stopped =
        new ServiceUnderTest(new FakeApplication().withRun("init").stoppedDuringRuns());
    stopped.reconciler.reconcile(stopped.request());
    assertThat(stopped.server.has(DEPLOYMENT)).as("there is nothing to stop").isFalse();
    stopped.deployments.complete(FIRST);
    stopped.reconciler.reconcile(stopped.request());
    stopped.deployments.bringUp(DEPLOYMENT);
    stopped.version("1.1.0");

    ServiceOutcome.Progressing ending =
        expect(
            ServiceOutcome.Progressing.class,
            stopped.reconciler.reconcile(stopped.request()).outcome());

    assertThat(ending.reason()).isEqualTo(Reason.WAITING_FOR_PODS);
    assertThat(ending.message()).contains("pods of Deployment n8n to end");
    assertThat(stopped.server.json(DEPLOYMENT).at("/spec/replicas").asInt()).isZero();
    assertThat(stopped.server.has(SECOND)).isFalse();

    stopped.deployments.bringUp(DEPLOYMENT);
    stopped.reconciler.reconcile(stopped.request());
    assertThat(stopped.server.has(SECOND)).isTrue();
    stopped.deployments.complete(SECOND);
    stopped.reconciler.reconcile(stopped.request());
    assertThat(stopped.server.json(DEPLOYMENT).at("/spec/replicas").asInt()).isEqualTo(1);
    stopped.deployments.bringUp(DEPLOYMENT);
    assertThat(stopped.reconciler.reconcile(stopped.request()).outcome())
        .isEqualTo(new ServiceOutcome.Ready());
  }

  @Test
  void the_version_is_remembered_as_begun_before_its_job_exists() {
    bringUp();
    service.version("1.1.0");
    server.refuse(Verb.APPLY, "Job", ApiErrors::unavailable);

    progressing();

    assertThat(service.remembered().version()).contains("1.1.0");
    assertThat(service.remembered().run("init").orElseThrow().migratesTo()).contains("1.1.0");
  }

  @Test
  void an_operator_that_was_killed_after_the_job_began_waits_for_the_same_one() {
    progressing();
    service.changeRecord(
        known ->
            known.withRun(
                "init", known.run("init").orElseThrow().withProgress(RunRecord.Progress.BEGUN)));
    server.forgetCalls();

    progressing();

    assertThat(server.calls(Verb.APPLY)).doesNotContain(FIRST, SECOND);
  }

  @Test
  void a_failed_job_is_told_with_its_log_and_what_ran_goes_on() {
    bringUp();
    service.version("1.1.0");
    progressing();
    service.deployments.fail(SECOND, "Job has reached the specified backoff limit");

    ServiceOutcome.Blocked blocked = expect(ServiceOutcome.Blocked.class, reconcile().outcome());

    assertThat(blocked.problem().reason()).isEqualTo(Reason.JOB_FAILED);
    assertThat(blocked.problem().message())
        .contains("init of n8n", "reached the specified backoff limit", "logs job/n8n-init-2")
        .contains("may have brought the database to version 1.1.0");
    assertThat(versionOf(DEPLOYMENT)).isEqualTo("1.0.0");
    assertThat(server.has(SECOND)).as("its log is still wanted").isTrue();
  }

  @Test
  void a_failed_job_is_told_in_its_own_words() {
    progressing();
    service.deployments.fail(
        FIRST, "Job has reached the specified backoff limit", "Module crn does not exist\nnor so");

    assertThat(blocked().message())
        .contains("failed: Module crn does not exist. It may have")
        .doesNotContain("backoff limit", "nor so");
  }

  @Test
  void a_person_may_let_a_failed_job_run_again_once() {
    progressing();
    service.deployments.fail(FIRST, "no disk");
    Decision again = decisions().getFirst();
    assertThat(again.annotation()).isEqualTo("smarteros.io/retry-run");
    assertThat(again.value()).isEqualTo("n8n/init@1");
    service.accept(again);

    progressing();
    endRemoved(FIRST);
    progressing();

    assertThat(server.has(SECOND)).isTrue();
    service.deployments.fail(SECOND, "no disk");
    assertThat(decisions()).extracting(Decision::value).containsExactly("n8n/init@2");
  }

  @Test
  void another_version_is_tried_by_itself_once_the_earlier_try_has_ended() {
    progressing();
    service.deployments.fail(FIRST, "no disk");
    reconcile();
    service.version("1.0.1");

    assertThat(progressing().message()).contains("earlier try");
    endRemoved(FIRST);
    progressing();

    assertThat(server.has(SECOND)).isTrue();
    assertThat(server.has(FIRST)).isFalse();
  }

  @Test
  void suspending_ends_the_job_and_resuming_begins_it_again() {
    progressing();
    service.suspend();

    reconcile();
    endRemoved(FIRST);

    assertThat(reconcile().outcome()).isEqualTo(new ServiceOutcome.Off());
    assertThat(server.has(FIRST)).isFalse();
    assertThat(service.remembered().run("init").orElseThrow().hasCompleted("1.0.0")).isFalse();
    service.resume();
    progressing();
    assertThat(server.has(FIRST)).isTrue();
  }

  @Test
  void a_job_whose_name_begins_like_anothers_is_not_taken_for_a_try_of_it() {
    ServiceUnderTest both =
        new ServiceUnderTest(new FakeApplication().withRun("init-data").withRun("init"));
    ObjectKey data = key("Job", "n8n-init-data-1");
    both.reconciler.reconcile(both.request());
    both.deployments.complete(data);

    both.reconciler.reconcile(both.request());

    assertThat(both.server.has(FIRST)).isTrue();
    assertThat(both.server.calls(Verb.DELETE)).doesNotContain(data);
  }

  private void bringUp() {
    reconcile();
    service.deployments.complete(FIRST);
    reconcile();
    service.deployments.bringUp(DEPLOYMENT);
    assertThat(reconcile().outcome()).isEqualTo(new ServiceOutcome.Ready());
  }

  /** As the garbage collector does. */
  private void endRemoved(ObjectKey job) {
    if (server.has(job)) {
      server.end(job);
    }
  }

  private String versionOf(ObjectKey deployment) {
    return server
        .json(deployment)
        .at("/spec/template/metadata/annotations/smarteros.io~1version")
        .asText();
  }

  private List<Decision> decisions() {
    return reconcile().decisions();
  }

  private Problem blocked() {
    return expect(ServiceOutcome.Blocked.class, reconcile().outcome()).problem();
  }

  private ServiceOutcome.Progressing progressing() {
    return expect(ServiceOutcome.Progressing.class, reconcile().outcome());
  }

  private ServiceResult reconcile() {
    return service.reconciler.reconcile(service.request());
  }
}
