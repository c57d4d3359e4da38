package io.smarteros.tenant.reconcile.service;

import static io.smarteros.tenant.reconcile.service.ServiceUnderTest.key;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.testkit.ApiErrors;
import io.smarteros.tenant.testkit.FakeApplication;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The operator is killed before any of its writes while an application comes up or is upgraded. */
final class StagesCrashTest {
  private static final ObjectKey DEPLOYMENT = key("Deployment");
  private static final int MOST_RECONCILIATIONS = 20;

  private ServiceUnderTest service = new ServiceUnderTest(application());

  private int writesUntilDeath = Integer.MAX_VALUE;

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6, 7, 8})
  void a_first_start_is_continued_after_a_kill_between_its_stages(int writes) {
    killAfter(writes);

    untilReady();

    assertThat(versionOfPods()).isEqualTo("1.0.0");
    assertThat(jobs()).as("none is left").isEmpty();
    assertThat(service.postgres.databases()).hasSize(1);
  }

  private static FakeApplication application() {
    return new FakeApplication().withRun("init").withDatabase().withVolume("data");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
  void an_upgrade_between_whose_versions_all_pods_end_is_continued_too(int writes) {
    service = new ServiceUnderTest(application().stoppedBetweenVersions());
    killAfter(Integer.MAX_VALUE);
    untilReady();
    service.version("1.1.0");
    writesUntilDeath = writes;

    untilReady();

    assertThat(versionOfPods()).isEqualTo("1.1.0");
    assertThat(service.server.json(DEPLOYMENT).at("/spec/replicas").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 4})
  void an_upgrade_is_continued_after_a_kill_between_its_stages(int writes) {
    killAfter(Integer.MAX_VALUE);
    untilReady();
    service.version("1.1.0");
    writesUntilDeath = writes;

    untilReady();

    assertThat(versionOfPods()).isEqualTo("1.1.0");
    assertThat(service.remembered().run("init").orElseThrow().hasCompleted("1.1.0")).isTrue();
  }

  /** Each reconciliation is that of the process that is alive then. */
  private void untilReady() {
    for (int reconciliation = 0; reconciliation < MOST_RECONCILIATIONS; reconciliation++) {
      try {
        ServiceOutcome outcome = service.reconciler.reconcile(service.request()).outcome();
        if (outcome instanceof ServiceOutcome.Ready) {
          return;
        }
      } catch (Killed _) {
        writesUntilDeath = Integer.MAX_VALUE;
      }
      assertThat(jobs()).as("Jobs that change the same data at once").hasSizeLessThan(2);
      assertThat(versionOfPods()).as("pods only of a version whose Job has completed").isIn(done());
      jobs().forEach(service.deployments::complete);
      if (service.server.has(DEPLOYMENT)) {
        service.deployments.bringUp(DEPLOYMENT);
      }
    }
    throw new AssertionError("It is not ready after %d tries".formatted(MOST_RECONCILIATIONS));
  }

  private List<String> done() {
    return service
        .remembered()
        .run("init")
        .map(
            run -> run.hasCompleted("1.1.0") ? List.of("", "1.0.0", "1.1.0") : List.of("", "1.0.0"))
        .orElseGet(() -> List.of(""));
  }

  private List<ObjectKey> jobs() {
    return service.server.keys().stream().filter(key -> key.kind().equals("Job")).toList();
  }

  private String versionOfPods() {
    return service.server.has(DEPLOYMENT)
        ? service
            .server
            .json(DEPLOYMENT)
            .at("/spec/template/metadata/annotations/smarteros.io~1version")
            .asText()
        : "";
  }

  private void killAfter(int writes) {
    writesUntilDeath = writes;
    for (Verb verb : List.of(Verb.APPLY, Verb.DELETE)) {
      service.server.refuse(verb, _ -> dies(), ApiErrors::unavailable);
    }
  }

  private boolean dies() {
    if (writesUntilDeath-- == 0) {
      throw new Killed();
    }
    return false;
  }

  private static final class Killed extends RuntimeException {
    private static final long serialVersionUID = 1;
  }
}
