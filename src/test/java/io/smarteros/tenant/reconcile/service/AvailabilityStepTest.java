package io.smarteros.tenant.reconcile.service;

import static io.smarteros.tenant.reconcile.service.ServiceUnderTest.key;
import static io.smarteros.tenant.reconcile.service.StepResults.blocked;
import static io.smarteros.tenant.reconcile.service.StepResults.next;
import static io.smarteros.tenant.reconcile.service.StepResults.progressing;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.service.HealthCheckResult;
import io.smarteros.tenant.testkit.FakeApplication;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class AvailabilityStepTest {
  private static final ObjectKey DEPLOYMENT = key("Deployment");

  private final FakeApplication application = new FakeApplication();
  private final ServiceUnderTest service = new ServiceUnderTest(application);

  @Test
  void a_deployment_that_is_not_seen_yet_is_waited_for() {
    StepResult<ServiceContext> result = service.availability.apply(service.compiled());

    assertThat(progressing(result).reason()).isEqualTo(Reason.WAITING_FOR_PODS);
    assertThat(progressing(result).message()).contains("Deployment");
    assertThat(progressing(result).retryAfter()).isEqualTo(RequeueDelays.WHEN_PROGRESSING);
  }

  @Test
  void pods_that_start_are_waited_for() {
    ServiceContext context = service.applied();
    assertThat(progressing(apply(context)).message()).contains("rollout", "n8n");

    service.deployments.hold(DEPLOYMENT, "ContainerCreating");

    assertThat(progressing(apply(context)).reason()).isEqualTo(Reason.WAITING_FOR_PODS);
    assertThat(progressing(apply(context)).message()).contains("0 of 1", "ContainerCreating");
  }

  @Test
  void a_volume_that_is_not_bound_is_waited_for() {
    ServiceUnderTest stored = new ServiceUnderTest(new FakeApplication().withVolume("data"));
    ServiceContext context = stored.applied();
    stored.deployments.hold(DEPLOYMENT, "ContainerCreating");

    StepResult<ServiceContext> result = stored.availability.apply(context);

    assertThat(progressing(result).reason()).isEqualTo(Reason.WAITING_FOR_VOLUME);
    assertThat(progressing(result).message()).contains("PersistentVolumeClaim data");
  }

  @Test
  void what_another_service_waits_for_does_not_matter() {
    ServiceContext context = service.applied();
    service.deployments.hold(DEPLOYMENT, "ContainerCreating");
    service.cluster.apply(volumeOf("odoo"), true);

    assertThat(progressing(apply(context)).reason()).isEqualTo(Reason.WAITING_FOR_PODS);
  }

  @Test
  void a_volume_that_the_service_no_longer_uses_is_not_waited_for() {
    ServiceContext context = service.applied();
    service.deployments.hold(DEPLOYMENT, "ContainerCreating");
    service.cluster.apply(volumeOf("n8n"), true);

    assertThat(progressing(apply(context)).reason()).isEqualTo(Reason.WAITING_FOR_PODS);
  }

  @Test
  void what_is_remembered_of_a_running_service_is_not_all_of_its_objects() {
    WeakReference<ServiceContext> context = askedForHealth();

    Await.until(
        "the context of the reconciliation to be forgotten",
        Duration.ofSeconds(20),
        () -> {
          System.gc();
          return context.refersTo(null);
        });
  }

  private WeakReference<ServiceContext> askedForHealth() {
    ServiceContext context = service.applied();
    service.deployments.bringUp(DEPLOYMENT);
    next(apply(context));
    assertThat(application.healthChecks()).isPositive();
    return new WeakReference<>(context);
  }

  private static PersistentVolumeClaim volumeOf(String service) {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withName(service + "-data")
        .withNamespace(ServiceUnderTest.NAMESPACE)
        .withLabels(
            Map.of(
                Names.MANAGED_BY_LABEL,
                Names.OPERATOR,
                Names.TENANT_LABEL,
                "acme",
                Names.SERVICE_LABEL,
                service))
        .endMetadata()
        .build();
  }

  @Test
  void pods_that_cannot_run_wait_for_a_person() {
    ServiceContext context = service.applied();
    service.deployments.hold(DEPLOYMENT, "InvalidImageName");

    assertThat(blocked(apply(context)).reason()).isEqualTo(Reason.IMAGE_CANNOT_RUN);
  }

  @Test
  void a_first_failed_pull_is_no_problem_and_is_looked_at_again_when_patience_ends() {
    ServiceContext context = service.applied();
    service.deployments.hold(DEPLOYMENT, "ErrImagePull");

    assertThat(progressing(apply(context)).message()).contains("ErrImagePull");

    service.clock.advance(progressing(apply(context)).retryAfter());

    assertThat(blocked(apply(context)).reason()).isEqualTo(Reason.IMAGE_CANNOT_RUN);
  }

  @Test
  void pods_that_do_not_fit_into_the_quota_wait_for_a_person() {
    ServiceContext context = service.applied();
    service.deployments.refusePods(
        DEPLOYMENT, "pods \"n8n\" is forbidden: exceeded quota: tenant, requested: memory=2Gi");

    assertThat(blocked(apply(context)).reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
  }

  @Test
  void an_application_is_asked_once_it_is_available_and_not_before() {
    ServiceContext context = service.applied();
    apply(context);
    assertThat(application.healthChecks()).isZero();

    service.deployments.bringUp(DEPLOYMENT);

    next(apply(context));
    assertThat(application.healthChecks()).isEqualTo(1);
  }

  @Test
  void an_application_that_does_not_say_it_is_healthy_is_waited_for() {
    ServiceContext context = service.applied();
    service.deployments.bringUp(DEPLOYMENT);
    application.answerHealthChecks(new HealthCheckResult.NotYet("n8n is starting up"));

    assertThat(progressing(apply(context)).reason()).isEqualTo(Reason.WAITING_FOR_APPLICATION);
    assertThat(progressing(apply(context)).message()).isEqualTo("n8n is starting up");
  }

  /** What the former pods said last may be a minute old. */
  @Test
  void pods_that_come_in_place_of_others_have_to_answer_themselves() {
    ServiceContext context = service.applied();
    service.deployments.bringUp(DEPLOYMENT);
    next(apply(context));
    service.deployments.hold(DEPLOYMENT, "ContainerCreating");
    progressing(apply(context));

    service.deployments.bringUp(DEPLOYMENT);
    application.answerHealthChecks(new HealthCheckResult.NotYet("n8n is starting up"));

    assertThat(progressing(apply(context)).message()).isEqualTo("n8n is starting up");
  }

  private StepResult<ServiceContext> apply(ServiceContext context) {
    return service.availability.apply(context);
  }
}
