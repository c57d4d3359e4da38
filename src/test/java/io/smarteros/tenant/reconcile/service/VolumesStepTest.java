package io.smarteros.tenant.reconcile.service;

import static io.smarteros.tenant.reconcile.service.ServiceUnderTest.NAMESPACE;
import static io.smarteros.tenant.reconcile.service.StepResults.blocked;
import static io.smarteros.tenant.reconcile.service.StepResults.decision;
import static io.smarteros.tenant.reconcile.service.StepResults.next;
import static io.smarteros.tenant.reconcile.service.StepResults.progressing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.record.VolumeRecord;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.testkit.ApiErrors;
import io.smarteros.tenant.testkit.FakeApplication;
import io.smarteros.tenant.testkit.InMemoryApiServer;
import io.smarteros.tenant.testkit.InMemoryApiServer.Verb;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class VolumesStepTest {
  private static final ObjectKey DATA = ServiceUnderTest.key("PersistentVolumeClaim", "data");
  private static final ObjectKey FILES = ServiceUnderTest.key("PersistentVolumeClaim", "files");

  private final FakeApplication application = new FakeApplication().withVolume("data");
  private final ServiceUnderTest service = new ServiceUnderTest(application);
  private final InMemoryApiServer server = service.server;

  @Test
  void an_application_without_volumes_needs_none() {
    ServiceUnderTest plain = new ServiceUnderTest(new FakeApplication());

    next(plain.volumes.apply(plain.compiled()));

    assertThat(plain.server.calls()).isEmpty();
  }

  @Test
  void a_volume_is_made_and_remembered_with_its_size() {
    next(apply());

    assertThat(server.has(DATA)).isTrue();
    assertThat(record()).isEqualTo(new VolumeRecord("1Gi", Stage.MADE));
  }

  @Test
  void the_intent_is_remembered_before_the_volume_is_made() {
    server.refuse(Verb.APPLY, DATA, ApiErrors::quotaExceeded);

    assertThat(blocked(apply()).reason()).isEqualTo(Reason.QUOTA_EXCEEDED);

    assertThat(record()).isEqualTo(new VolumeRecord("1Gi", Stage.PLANNED));
    server.refuseNothing();
    service.cluster.askAgain(NAMESPACE);
    next(apply());
    assertThat(record().stage()).isEqualTo(Stage.MADE);
  }

  @Test
  void a_volume_that_is_there_is_left_as_it_is() {
    next(apply());
    service.record.flush();
    server.forgetCalls();
    int writes = service.record.writes();

    next(apply());

    assertThat(server.calls()).isEmpty();
    assertThat(service.record.writes()).isEqualTo(writes);
  }

  @Test
  void a_volume_grows() {
    apply();
    service.storage("2Gi");

    next(apply());

    assertThat(record().size()).isEqualTo("2Gi");
    assertThat(server.json(DATA).at("/spec/resources/requests/storage").asText()).isEqualTo("2Gi");
  }

  @Test
  void a_size_that_the_cluster_refuses_is_not_remembered_and_holds_up_nothing() {
    apply();
    service.storage("2Gi");
    server.refuse(Verb.APPLY, DATA, ApiErrors::quotaExceeded);

    assertThat(next(apply()).unfollowed())
        .hasValueSatisfying(
            problem -> assertThat(problem.reason()).isEqualTo(Reason.QUOTA_EXCEEDED));

    assertThat(record()).isEqualTo(new VolumeRecord("1Gi", Stage.MADE));
  }

  @Test
  void a_volume_that_somebody_made_larger_is_as_good_as_what_was_asked_for() {
    apply();
    server.edit("kubectl-patch", claim(), live -> request(live, "20Gi"));

    assertThat(next(apply()).unfollowed()).isEmpty();

    assertThat(requested()).isEqualTo("20Gi");
    assertThat(record()).isEqualTo(new VolumeRecord("1Gi", Stage.MADE));
    assertThat(service.drift).isEmpty();
    server.forgetCalls();
    next(apply());
    assertThat(server.calls()).isEmpty();
  }

  @Test
  void a_volume_that_grew_elsewhere_follows_what_is_asked_for_once_that_is_more() {
    apply();
    server.edit("autoresizer", claim(), live -> request(live, "20Gi"));
    service.storage("10Gi");
    next(apply());
    assertThat(requested()).isEqualTo("20Gi");
    assertThat(record().size()).isEqualTo("10Gi");

    service.storage("30Gi");
    next(apply());

    assertThat(requested()).isEqualTo("30Gi");
  }

  @Test
  void a_volume_that_was_never_the_tenants_is_left_as_it_is() {
    server.put("helm", claim());

    assertThat(blocked(apply()).reason()).isEqualTo(Reason.OBJECT_TAKEN);

    assertThat(server.json(DATA).at("/metadata/labels").isEmpty()).isTrue();
    assertThat(record().stage()).isEqualTo(Stage.PLANNED);
  }

  private static void request(PersistentVolumeClaim claim, String size) {
    claim.getSpec().getResources().getRequests().put("storage", new Quantity(size));
  }

  private String requested() {
    return server.json(DATA).at("/spec/resources/requests/storage").asText();
  }

  @Test
  void an_edit_of_a_volume_is_put_back_and_told() {
    apply();
    server.edit(
        "kubectl-edit", claim(), live -> live.getSpec().setAccessModes(List.of("ReadWriteMany")));

    next(apply());

    assertThat(service.drift).extracting(corrected -> corrected.key()).containsExactly(DATA);
  }

  @Test
  void a_volume_that_is_gone_waits_for_a_person() {
    apply();
    server.end(DATA);

    StepResult<ServiceContext> result = apply();

    assertThat(blocked(result).reason()).isEqualTo(Reason.DATA_MISSING);
    assertThat(blocked(result).message())
        .startsWith("PersistentVolumeClaim data of n8n is gone from namespace tenant-acme");
    assertThat(decision(result).value()).startsWith("n8n/volume/data@");
    assertThat(server.has(DATA)).isFalse();
    assertThat(record().stage()).isEqualTo(Stage.MADE);
  }

  @Test
  void a_person_who_accepts_the_loss_gets_an_empty_volume_next() {
    apply();
    server.end(DATA);
    service.accept(decision(apply()));

    assertThat(progressing(apply()).retryAfter()).isEqualTo(RequeueDelays.AFTER_CONFLICT);
    assertThat(record()).isEqualTo(new VolumeRecord("1Gi", Stage.PLANNED));
    assertThat(service.record.read().losses()).isEmpty();
    assertThat(server.has(DATA)).isFalse();

    next(apply());

    assertThat(server.has(DATA)).isTrue();
  }

  @Test
  void a_volume_that_is_restored_by_hand_ends_the_question_and_is_taken_over() {
    apply();
    server.end(DATA);
    apply();
    server.put("velero", claim());

    next(apply());

    assertThat(service.record.read().losses()).isEmpty();
    assertThat(server.json(DATA).at("/metadata/labels/smarteros.io~1tenant").asText())
        .isEqualTo("acme");
  }

  @Test
  void a_volume_whose_labels_somebody_took_off_is_not_lost() {
    apply();
    server.edit("kubectl-label", claim(), live -> live.getMetadata().setLabels(Map.of()));

    next(apply());

    assertThat(service.drift).extracting(corrected -> corrected.key()).containsExactly(DATA);
  }

  @Test
  void nothing_is_taken_for_lost_while_the_api_server_cannot_be_asked() {
    apply();
    server.end(DATA);
    server.refuse(Verb.READ, DATA, ApiErrors::unavailable);

    assertThatThrownBy(this::apply).isInstanceOf(KubernetesClientException.class);

    assertThat(service.record.read().losses()).isEmpty();
  }

  @Test
  void a_volume_that_is_being_deleted_is_told_while_its_data_is_there() {
    apply();
    server.edit(
        "kube-controller-manager",
        claim(),
        live -> live.getMetadata().setFinalizers(List.of("kubernetes.io/pvc-protection")));
    server.deleteByHand(DATA);

    assertThat(blocked(apply()).reason()).isEqualTo(Reason.DATA_MISSING);
    assertThat(blocked(apply()).message()).contains("is being deleted", "Copy what you need");
  }

  @Test
  void a_volume_that_cannot_be_made_keeps_the_next_ones_from_being_made() {
    application.withVolume("files");
    server.refuse(Verb.APPLY, DATA, ApiErrors::quotaExceeded);

    blocked(apply());
    assertThat(server.has(FILES)).isFalse();
    server.refuseNothing();
    service.cluster.askAgain(NAMESPACE);
    next(apply());

    assertThat(server.has(FILES)).isTrue();
    assertThat(service.remembered().volumes()).containsOnlyKeys("data", "files");
  }

  private StepResult<ServiceContext> apply() {
    return service.volumes.apply(service.compiled());
  }

  private VolumeRecord record() {
    return service
        .remembered()
        .volumes()
        .getOrDefault("data", new VolumeRecord("none", Stage.MADE));
  }

  /** As somebody would restore it: without our labels. */
  private static PersistentVolumeClaim claim() {
    return new PersistentVolumeClaimBuilder()
        .withNewMetadata()
        .withName(DATA.name())
        .withNamespace(NAMESPACE)
        .endMetadata()
        .withNewSpec()
        .withAccessModes("ReadWriteOnce")
        .withNewResources()
        .addToRequests("storage", new Quantity("1Gi"))
        .endResources()
        .endSpec()
        .build();
  }
}
