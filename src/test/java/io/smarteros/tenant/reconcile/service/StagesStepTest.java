package io.smarteros.tenant.reconcile.service;

import static io.smarteros.tenant.reconcile.service.ServiceUnderTest.key;
import static io.smarteros.tenant.reconcile.service.StepResults.blocked;
import static io.smarteros.tenant.reconcile.service.StepResults.next;
import static io.smarteros.tenant.reconcile.service.StepResults.progressing;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.cluster.Applied;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.Ownership;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.service.ServiceRecordSession;
import io.smarteros.tenant.testkit.ApiErrors;
import io.smarteros.tenant.testkit.FakeApplication;
import io.smarteros.tenant.testkit.InMemoryApiServer;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class StagesStepTest {
  private final ServiceUnderTest service = new ServiceUnderTest(new FakeApplication());
  private final InMemoryApiServer server = service.server;

  @Test
  void all_objects_are_made_in_their_order() {
    next(apply());

    assertThat(kinds()).containsExactly("Secret", "NetworkPolicy", "Service", "Deployment");
  }

  @Test
  void what_is_so_already_is_neither_read_nor_written() {
    next(apply());
    server.forgetCalls();

    next(apply());

    assertThat(server.calls()).isEmpty();
  }

  @Test
  void what_shall_not_run_is_stopped_before_anything_else() {
    next(apply());
    server.end(key("NetworkPolicy"));
    server.refuse(Verb.APPLY, "NetworkPolicy", ApiErrors::quotaExceeded);
    service.suspend();

    assertThat(blocked(apply()).reason()).isEqualTo(Reason.QUOTA_EXCEEDED);

    assertThat(server.json(key("Deployment")).at("/spec/replicas").asInt()).isZero();
  }

  @Test
  void the_version_is_remembered_before_anything_of_it_is_applied() {
    service.version("1.2.3");
    server.refuse(Verb.APPLY, "Secret", ApiErrors::quotaExceeded);

    blocked(apply());

    ServiceRecord persisted =
        new ServiceRecordSession(service.record.afterRestart(), ServiceName.N8N).read();
    assertThat(persisted.version()).as("in the record, were it killed now").contains("1.2.3");
    assertThat(persisted.mode()).contains(Mode.DEDICATED);
    assertThat(persisted.pinned()).isFalse();
  }

  @Test
  void the_names_of_secrets_are_remembered_before_they_are_applied() {
    server.refuse(Verb.APPLY, "Secret", ApiErrors::quotaExceeded);

    blocked(apply());

    assertThat(service.remembered().projectedSecrets()).containsExactly("n8n");
  }

  @Test
  void a_secret_that_is_no_longer_in_the_blueprint_stays_remembered() {
    service.changeRecord(known -> known.projecting(Set.of("earlier")));

    next(apply());

    assertThat(service.remembered().projectedSecrets()).containsExactlyInAnyOrder("earlier", "n8n");
  }

  @Test
  void drift_is_put_back_and_told_with_who_it_was() {
    next(apply());
    server.edit(
        "kubectl-scale",
        key("Deployment"),
        live -> live.withObjectProperty("spec").put("replicas", 3));

    next(apply());

    assertThat(service.drift)
        .containsExactly(new Applied.Corrected(key("Deployment"), Set.of("kubectl-scale")));
    assertThat(server.json(key("Deployment")).at("/spec/replicas").asInt()).isEqualTo(1);
  }

  @Test
  void a_secret_is_put_back_at_a_full_resync() {
    next(apply());
    server.end(key("Secret"));
    next(apply());
    assertThat(server.has(key("Secret"))).isFalse();

    service.fullResync(true);
    next(apply());

    assertThat(server.has(key("Secret"))).isTrue();
    assertThat(service.drift).containsExactly(new Applied.Corrected(key("Secret"), Set.of()));
  }

  @Test
  void the_objects_of_an_application_that_was_there_before_are_left_to_it() {
    Secret secret =
        new SecretBuilder()
            .withNewMetadata()
            .withName("n8n")
            .withNamespace(ServiceUnderTest.NAMESPACE)
            .endMetadata()
            .addToData("N8N_ENCRYPTION_KEY", "a2V5")
            .build();
    Service other =
        new ServiceBuilder()
            .withNewMetadata()
            .withName("n8n")
            .withNamespace(ServiceUnderTest.NAMESPACE)
            .endMetadata()
            .withNewSpec()
            .addToSelector("app", "n8n")
            .endSpec()
            .build();
    server.put("kubectl-create", secret);
    server.put("kubectl-create", other);

    Problem problem = blocked(apply());

    assertThat(problem.reason()).isEqualTo(Reason.OBJECT_TAKEN);
    assertThat(problem.message())
        .contains("Secret tenant-acme/n8n, Service tenant-acme/n8n")
        .contains("app.kubernetes.io/managed-by=tenant-operator")
        .contains("smarteros.io/tenant=acme");
    assertThat(server.get(secret).getData()).containsOnlyKeys("N8N_ENCRYPTION_KEY");
    assertThat(server.get(other).getSpec().getSelector()).containsOnlyKeys("app");
    assertThat(server.calls(Verb.APPLY)).isEmpty();

    service.teardown.remove(service.context().ref(), ServiceUnderTest.NAME);
    service.cluster.deleteSecret(ObjectKey.of(secret), found -> Ownership.isOurs(found, "acme"));
    assertThat(server.has(key("Secret"))).isTrue();
    assertThat(server.has(key("Service"))).isTrue();
  }

  @Test
  void what_the_cluster_refused_is_not_sent_again_before_a_growing_pause() {
    server.refuse(Verb.APPLY, "Service", ApiErrors::quotaExceeded);
    Problem problem = blocked(apply());
    server.forgetCalls();

    for (int look = 0; look < 60; look++) {
      service.clock.advance(Duration.ofSeconds(30));
      assertThat(blocked(apply())).as("its words stay").isEqualTo(problem);
    }

    assertThat(server.calls(Verb.APPLY)).as("in half an hour").hasSizeBetween(4, 6);
  }

  @Test
  void what_the_cluster_refused_is_sent_again_at_once_when_something_changed() {
    server.refuse(Verb.APPLY, "Deployment", ApiErrors::immutable);
    blocked(apply());
    server.forgetCalls();
    blocked(apply());
    assertThat(server.calls(Verb.APPLY)).as("nothing changed").isEmpty();

    service.version("1.2.3");
    blocked(apply());
    assertThat(server.calls(Verb.APPLY)).as("what is wished").contains(key("Deployment"));

    server.forgetCalls();
    server.put("kubectl-create", labelled(key("Deployment")));
    blocked(apply());
    assertThat(server.calls(Verb.APPLY)).as("what is there").contains(key("Deployment"));

    server.forgetCalls();
    service.cluster.askAgain(ServiceUnderTest.NAMESPACE);
    blocked(apply());
    assertThat(server.calls(Verb.APPLY)).as("a person asks").contains(key("Deployment"));

    server.refuseNothing();
    service.cluster.askAgain(ServiceUnderTest.NAMESPACE);
    next(apply());
  }

  private static Deployment labelled(ObjectKey key) {
    return new DeploymentBuilder()
        .withNewMetadata()
        .withName(key.name())
        .withNamespace(key.namespace())
        .addToLabels(Names.MANAGED_BY_LABEL, Names.OPERATOR)
        .addToLabels(Names.TENANT_LABEL, "acme")
        .endMetadata()
        .build();
  }

  @Test
  void what_the_cluster_rejects_waits_for_a_person_and_nothing_after_it_is_applied() {
    server.refuse(Verb.APPLY, "Service", ApiErrors::quotaExceeded);

    assertThat(blocked(apply()).reason()).isEqualTo(Reason.QUOTA_EXCEEDED);

    assertThat(kinds()).doesNotContain("Deployment");
  }

  @Test
  void what_the_cluster_cannot_take_now_is_tried_again_when_it_says() {
    server.refuse(Verb.APPLY, "Service", ApiErrors::tooManyRequests);

    assertThat(progressing(apply()).retryAfter()).isEqualTo(Duration.ofSeconds(2));

    assertThat(progressing(apply()).message()).startsWith("Service tenant-acme/n8n: ");
    assertThat(kinds()).doesNotContain("Deployment");
  }

  private StepResult<ServiceContext> apply() {
    return service.stages.apply(service.compiled());
  }

  private List<String> kinds() {
    return server.calls(Verb.APPLY).stream().map(ObjectKey::kind).toList();
  }
}
