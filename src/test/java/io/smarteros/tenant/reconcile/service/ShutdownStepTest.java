package io.smarteros.tenant.reconcile.service;

import static io.smarteros.tenant.reconcile.service.ServiceUnderTest.key;
import static io.smarteros.tenant.reconcile.service.StepResults.outcome;
import static io.smarteros.tenant.reconcile.service.StepResults.progressing;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.testkit.ApiErrors;
import io.smarteros.tenant.testkit.FakeApplication;
import io.smarteros.tenant.testkit.InMemoryApiServer;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ShutdownStepTest {
  private static final ObjectKey DEPLOYMENT = key("Deployment");
  private static final ServiceOutcome OFF = new ServiceOutcome.Off();

  private final ServiceUnderTest service = new ServiceUnderTest(new FakeApplication());
  private final InMemoryApiServer server = service.server;

  @Test
  void a_service_is_off_once_its_pods_have_ended() {
    ServiceContext context = running();

    assertThat(progressing(service.shutdown.awaitPods(context)).reason())
        .isEqualTo(Reason.WAITING_FOR_PODS);
    assertThat(progressing(service.shutdown.awaitPods(context)).message()).contains("n8n-");
    assertThat(progressing(service.shutdown.awaitPods(context)).retryAfter())
        .isEqualTo(RequeueDelays.WHEN_PROGRESSING);
    assertThat(server.has(DEPLOYMENT)).as("it is only waited for").isTrue();

    service.deployments.endPods(DEPLOYMENT);

    assertThat(outcome(service.shutdown.awaitPods(context))).isEqualTo(OFF);
  }

  @Test
  void a_pod_on_its_way_out_is_waited_for_and_one_that_was_evicted_is_not() {
    ServiceContext context = running();
    service.deployments.beginToEndPods(DEPLOYMENT);
    progressing(service.shutdown.awaitPods(context));

    service.deployments.bringUp(DEPLOYMENT);
    service
        .deployments
        .pods(DEPLOYMENT)
        .forEach(pod -> server.setStatus(pod, "phase: Failed\nreason: Evicted"));

    assertThat(outcome(service.shutdown.awaitPods(context))).isEqualTo(OFF);
  }

  @Test
  void what_is_stopped_loses_its_workload_alone() {
    ServiceContext context = running();

    progressing(service.shutdown.stop(context));

    assertThat(server.calls(Verb.DELETE)).containsExactly(DEPLOYMENT);
    service.deployments.endPods(DEPLOYMENT);
    assertThat(outcome(service.shutdown.stop(context))).isEqualTo(OFF);
    assertThat(server.has(key("Service"))).isTrue();
    assertThat(server.has(key("Secret"))).isTrue();
  }

  @Test
  void a_workload_that_may_not_be_deleted_is_told() {
    ServiceContext context = running();
    server.refuse(Verb.DELETE, DEPLOYMENT, ApiErrors::missingRight);

    assertThat(progressing(service.shutdown.stop(context)).message())
        .startsWith("Deployment tenant-acme/n8n: ");
    assertThat(progressing(service.shutdown.stop(context)).reason())
        .as("no pod is waited for")
        .isEqualTo(Reason.PROGRESSING);
  }

  @Test
  void what_kept_a_service_from_being_applied_is_its_outcome_and_what_runs_is_stopped() {
    ServiceContext context = running();
    StepResult.Stop<ServiceContext> end = dataMissing();

    assertThat(service.shutdown.stopBefore(context, end)).isSameAs(end);

    assertThat(server.has(DEPLOYMENT)).isFalse();
  }

  @Test
  void where_nothing_runs_nothing_is_stopped() {
    ServiceContext context = running();
    service.deployments.endPods(DEPLOYMENT);
    StepResult.Stop<ServiceContext> end = dataMissing();

    assertThat(service.shutdown.stopBefore(context, end)).isSameAs(end);

    assertThat(server.has(DEPLOYMENT)).isTrue();
  }

  private ServiceContext running() {
    ServiceContext context = service.applied();
    service.deployments.bringUp(DEPLOYMENT);
    return context;
  }

  private static StepResult.Stop<ServiceContext> dataMissing() {
    return new StepResult.Stop<>(
        new ServiceOutcome.Blocked(
            new Problem(Reason.DATA_MISSING, "gone"), RequeueDelays.WHEN_BLOCKED),
        List.of());
  }
}
