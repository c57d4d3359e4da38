package io.smarteros.tenant.reconcile.service;

import static io.smarteros.tenant.reconcile.service.ServiceUnderTest.key;
import static io.smarteros.tenant.reconcile.service.StepResults.expect;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.testkit.FakeApplication;
import io.smarteros.tenant.testkit.InMemoryApiServer;
import org.junit.jupiter.api.Test;

/** An application whose Jobs may run beside its pods, and of which no two versions may run. */
final class VersionsTest {
  private static final ObjectKey DEPLOYMENT = key("Deployment");

  private final ServiceUnderTest service =
      new ServiceUnderTest(
          new FakeApplication().withRun("prepare").withRun("bootstrap").stoppedBetweenVersions());
  private final InMemoryApiServer server = service.server;

  @Test
  void the_former_version_serves_until_the_jobs_of_the_next_one_have_completed() {
    bringUp();
    service.version("1.1.0");

    progressing();
    assertServes("1.0.0");
    complete("prepare", 2);
    progressing();
    assertServes("1.0.0");
  }

  @Test
  void its_pods_end_before_those_of_the_next_version_begin() {
    bringUp();
    service.version("1.1.0");
    progressing();
    complete("prepare", 2);
    progressing();
    complete("bootstrap", 2);

    ServiceOutcome.Progressing ending = progressing();
    assertThat(ending.reason()).isEqualTo(Reason.WAITING_FOR_PODS);
    assertThat(ending.message()).contains("pods of Deployment n8n to end");
    assertThat(replicas()).isZero();
    assertThat(progressing().message()).as("as long as they are there").contains("to end");
    assertThat(replicas()).isZero();

    service.deployments.bringUp(DEPLOYMENT);
    progressing();
    assertServes("1.1.0");
    service.deployments.bringUp(DEPLOYMENT);
    assertThat(outcome()).isEqualTo(new ServiceOutcome.Ready());
    assertServes("1.1.0");
  }

  @Test
  void a_job_that_fails_last_leaves_the_former_version_serving_and_says_how_the_database_is() {
    bringUp();
    service.version("1.1.0");
    progressing();
    complete("prepare", 2);
    progressing();
    service.deployments.fail(key("Job", "n8n-bootstrap-2"), "out of memory");

    ServiceOutcome.Blocked blocked = expect(ServiceOutcome.Blocked.class, outcome());

    assertThat(blocked.problem().reason()).isEqualTo(Reason.JOB_FAILED);
    assertThat(blocked.problem().message())
        .contains("bootstrap of n8n", "out of memory", "database to version 1.1.0");
    assertServes("1.0.0");
  }

  @Test
  void at_the_first_start_there_is_nothing_to_end() {
    progressing();
    complete("prepare", 1);
    progressing();
    assertThat(server.has(DEPLOYMENT)).isFalse();
    complete("bootstrap", 1);

    progressing();

    assertServes("1.0.0");
  }

  private void bringUp() {
    progressing();
    complete("prepare", 1);
    progressing();
    complete("bootstrap", 1);
    progressing();
    service.deployments.bringUp(DEPLOYMENT);
    assertThat(outcome()).isEqualTo(new ServiceOutcome.Ready());
  }

  private void complete(String run, int attempt) {
    service.deployments.complete(key("Job", "n8n-%s-%d".formatted(run, attempt)));
  }

  private void assertServes(String version) {
    assertThat(replicas()).isEqualTo(1);
    assertThat(
            server
                .json(DEPLOYMENT)
                .at("/spec/template/metadata/annotations/smarteros.io~1version")
                .asText())
        .isEqualTo(version);
  }

  private int replicas() {
    return server.json(DEPLOYMENT).at("/spec/replicas").asInt();
  }

  private ServiceOutcome.Progressing progressing() {
    return expect(ServiceOutcome.Progressing.class, outcome());
  }

  private ServiceOutcome outcome() {
    return service.reconciler.reconcile(service.request()).outcome();
  }
}
