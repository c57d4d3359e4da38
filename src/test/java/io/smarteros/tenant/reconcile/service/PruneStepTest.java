package io.smarteros.tenant.reconcile.service;

import static io.smarteros.tenant.reconcile.service.ServiceUnderTest.key;
import static io.smarteros.tenant.reconcile.service.StepResults.blocked;
import static io.smarteros.tenant.reconcile.service.StepResults.next;
import static io.smarteros.tenant.reconcile.service.StepResults.progressing;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.service.Blueprint;
import io.smarteros.tenant.testkit.ApiErrors;
import io.smarteros.tenant.testkit.FakeApplication;
import io.smarteros.tenant.testkit.InMemoryApiServer;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class PruneStepTest {
  private final FakeApplication application = new FakeApplication().withVolume("data");
  private final ServiceUnderTest service = new ServiceUnderTest(application);
  private final InMemoryApiServer server = service.server;

  @Test
  void while_all_is_desired_nothing_is_deleted() {
    service.applied();

    next(apply());

    assertThat(server.calls(Verb.DELETE)).isEmpty();
  }

  @Test
  void what_is_no_longer_desired_goes() {
    service.applied();
    application.leaveOut("Service");
    application.leaveOut("NetworkPolicy");

    next(apply());

    assertThat(server.calls(Verb.DELETE)).containsExactly(key("Service"), key("NetworkPolicy"));
    assertThat(server.has(key("Deployment"))).isTrue();
  }

  @Test
  void volumes_and_secrets_stay() {
    service.applied();
    application.leaveOut("Secret");

    next(service.prune.apply(service.context().withCompiled(service.compiled().plan(), none())));

    assertThat(server.has(key("Secret"))).isTrue();
    assertThat(server.has(key("PersistentVolumeClaim", "data"))).isTrue();
    assertThat(server.has(key("Deployment"))).isFalse();
  }

  @Test
  void what_is_of_another_service_or_of_somebody_else_stays() {
    service.applied();
    service.cluster.apply(policy("odoo", "odoo"), true);
    server.put("kubectl-create", policy("copied", "n8n"));
    application.leaveOut("NetworkPolicy");

    next(apply());

    assertThat(server.calls(Verb.DELETE)).containsExactly(key("NetworkPolicy"));
  }

  @Test
  void what_cannot_be_deleted_is_tried_again_and_the_next_kinds_wait() {
    service.applied();
    application.leaveOut("Service");
    application.leaveOut("NetworkPolicy");
    server.refuse(Verb.DELETE, "Service", ApiErrors::unavailable);

    assertThat(progressing(apply()).message()).startsWith("Service tenant-acme/n8n: ");
    assertThat(progressing(apply()).reason()).isEqualTo(Reason.PROGRESSING);
    assertThat(progressing(apply()).retryAfter()).isEqualTo(RequeueDelays.WHEN_PROGRESSING);

    assertThat(server.has(key("NetworkPolicy"))).isTrue();
    server.refuseNothing();
    next(apply());
    assertThat(server.has(key("NetworkPolicy"))).isFalse();
  }

  @Test
  void what_may_not_be_deleted_waits_for_a_person() {
    service.applied();
    application.leaveOut("Service");
    server.refuse(Verb.DELETE, "Service", ApiErrors::missingRight);

    assertThat(blocked(apply()).reason()).isEqualTo(Reason.REFUSED_BY_CLUSTER);
    assertThat(blocked(apply()).message()).contains("Service tenant-acme/n8n", "cannot patch");
  }

  @Test
  void what_changed_since_it_was_seen_is_left_for_the_next_time() {
    service.applied();
    application.leaveOut("NetworkPolicy");
    ObjectKey policy = key("NetworkPolicy");
    service.cluster.holdWatches();
    server.edit(
        "kubectl",
        policy,
        live ->
            live.withObjectProperty("metadata").withObjectProperty("annotations").put("a", "b"));

    assertThat(progressing(apply()).message()).contains("the object has been modified");

    service.cluster.letWatchesCatchUp();
    next(apply());
    assertThat(server.has(policy)).isFalse();
  }

  private StepResult<ServiceContext> apply() {
    return service.prune.apply(service.compiled());
  }

  private static Blueprint none() {
    return new Blueprint(List.of(), List.of(), List.of());
  }

  private static NetworkPolicy policy(String name, String of) {
    return new NetworkPolicyBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(ServiceUnderTest.NAMESPACE)
        .withLabels(
            Map.of(
                Names.MANAGED_BY_LABEL,
                Names.OPERATOR,
                Names.TENANT_LABEL,
                "acme",
                Names.SERVICE_LABEL,
                of))
        .endMetadata()
        .withNewSpec()
        .withNewPodSelector()
        .endPodSelector()
        .endSpec()
        .build();
  }
}
