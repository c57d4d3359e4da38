package io.smarteros.tenant.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.fields.OwnedFields;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;

/** What holds for the objects of any cluster: of a real API server and of the one in memory. */
abstract class ClusterObjectsContract {
  static final String TENANT = "contract";

  /** A cluster without Gateway API. */
  abstract ClusterObjects objects();

  /** The same objects, for an operator that remembers nothing. */
  abstract ClusterObjects afterRestart();

  /** Of the tenant, with an owner that lets them live. */
  abstract Samples samples();

  /** The same objects, for an operator that may write nothing. */
  abstract ClusterObjects withoutRights(boolean namespaceIsNew);

  abstract void letASecondPass();

  /** What follows, somebody does who is not the operator. The watches bring it. */
  abstract void create(HasMetadata object);

  abstract <T extends HasMetadata> void edit(T which, Consumer<T> change);

  abstract void delete(HasMetadata object);

  /** From now on the quota leaves no room for objects of this kind. */
  abstract void exhaustQuota(HasMetadata like);

  /** The object as the API server has it. */
  abstract <T extends HasMetadata> Optional<T> live(T which);

  @Test
  void what_is_new_is_created_and_found_at_once() {
    NetworkPolicy object = policy("new");
    ObjectKey key = ObjectKey.of(object);

    assertThat(objects().find(key)).isEmpty();
    assertThat(apply(object)).isEqualTo(new Applied.Created(key));

    assertThat(live(object)).isPresent();
    assertThat(objects().find(key))
        .hasValueSatisfying(
            found -> {
              assertThat(found.ownedDigest()).contains(OwnedFields.digest(object));
              assertThat(found.labels()).containsAllEntriesOf(object.getMetadata().getLabels());
              assertThat(found.owners())
                  .containsExactly(
                      new ObservedObject.OwnerRef(
                          samples().owner().getKind(),
                          samples().owner().getName(),
                          samples().owner().getUid()));
              assertThat(found.deleting()).isFalse();
            });
  }

  @Test
  void what_is_as_it_should_be_is_not_written() {
    NetworkPolicy object = policy("same");
    apply(object);
    String version = version(object);

    assertThat(apply(object)).isEqualTo(new Applied.Unchanged(ObjectKey.of(object)));
    assertThat(afterRestart().apply(object, true))
        .isEqualTo(new Applied.Unchanged(ObjectKey.of(object)));

    assertThat(version(object)).isEqualTo(version);
  }

  @Test
  void a_new_wish_is_a_change_and_raises_the_generation() {
    Deployment object = deployment("changed");
    apply(object);
    long generation = find(object).generation();
    object.getSpec().setReplicas(0);

    assertThat(apply(object)).isEqualTo(new Applied.Changed(ObjectKey.of(object)));

    assertThat(live(object).orElseThrow().getSpec().getReplicas()).isZero();
    assertThat(find(object).generation()).isEqualTo(generation + 1);
  }

  @Test
  void what_is_no_longer_wished_for_goes() {
    NetworkPolicy object = policy("less");
    apply(object);
    object.getMetadata().getAnnotations().remove("example.com/metrics");

    assertThat(apply(object)).isInstanceOf(Applied.Changed.class);

    assertThat(live(object).orElseThrow().getMetadata().getAnnotations())
        .containsOnlyKeys("example.com/port");
  }

  @Test
  void a_value_that_somebody_changed_is_put_back_and_he_is_named() {
    Deployment object = deployment("scaled");
    apply(object);
    edit(object, live -> live.getSpec().setReplicas(3));

    assertThat(apply(object))
        .isEqualTo(new Applied.Corrected(ObjectKey.of(object), Set.of("somebody")));

    assertThat(live(object).orElseThrow().getSpec().getReplicas()).isEqualTo(1);
    assertThat(apply(object)).isInstanceOf(Applied.Unchanged.class);
  }

  @Test
  void a_value_in_a_list_that_somebody_changed_is_put_back_and_he_is_named() {
    Deployment object = deployment("image");
    apply(object);
    edit(
        object,
        live -> live.getSpec().getTemplate().getSpec().getContainers().getFirst().setImage("own"));

    assertThat(apply(object))
        .isEqualTo(new Applied.Corrected(ObjectKey.of(object), Set.of("somebody")));
  }

  @Test
  void drift_is_also_seen_after_a_restart() {
    NetworkPolicy object = policy("offline");
    apply(object);
    edit(object, live -> live.getMetadata().getAnnotations().put("example.com/port", "1"));

    assertThat(afterRestart().apply(object, true))
        .isEqualTo(new Applied.Corrected(ObjectKey.of(object), Set.of("somebody")));
    assertThat(live(object).orElseThrow().getMetadata().getAnnotations())
        .containsEntry("example.com/port", "5678");
  }

  @Test
  void a_label_that_somebody_took_off_is_put_back_and_nobody_is_named() {
    NetworkPolicy object = policy("bare");
    apply(object);
    edit(object, live -> live.getMetadata().getLabels().remove(Names.PART_OF_LABEL));

    assertThat(apply(object)).isEqualTo(new Applied.Corrected(ObjectKey.of(object), Set.of()));

    assertThat(live(object).orElseThrow().getMetadata().getLabels())
        .containsEntry(Names.PART_OF_LABEL, Names.PART_OF);
  }

  @Test
  void what_somebody_adds_stays() {
    NetworkPolicy object = policy("more");
    apply(object);
    edit(object, live -> live.getMetadata().getAnnotations().put("example.com/more", "mine"));

    assertThat(apply(object)).isInstanceOf(Applied.Unchanged.class);
    object.getMetadata().getAnnotations().put("example.com/port", "80");
    assertThat(apply(object)).isInstanceOf(Applied.Changed.class);

    assertThat(live(object).orElseThrow().getMetadata().getAnnotations())
        .containsEntry("example.com/more", "mine")
        .containsEntry("example.com/port", "80");
  }

  @Test
  void a_value_of_somebody_else_that_is_wished_for_only_now_is_overruled() {
    NetworkPolicy object = policy("taken");
    apply(object);
    edit(object, live -> live.getMetadata().getAnnotations().put("example.com/more", "mine"));
    object.getMetadata().getAnnotations().put("example.com/more", "ours");

    assertThat(apply(object))
        .isEqualTo(new Applied.Corrected(ObjectKey.of(object), Set.of("somebody")));

    assertThat(live(object).orElseThrow().getMetadata().getAnnotations())
        .containsEntry("example.com/more", "ours");
  }

  @Test
  void an_object_that_somebody_hid_is_only_read_and_corrected() {
    NetworkPolicy object = policy("hidden");
    apply(object);
    letASecondPass();
    edit(object, live -> live.getMetadata().getLabels().remove(Names.MANAGED_BY_LABEL));

    assertThat(objects().find(ObjectKey.of(object))).isEmpty();
    assertThat(objects().of(TENANT))
        .extracting(ObservedObject::key)
        .doesNotContain(ObjectKey.of(object));
    assertThat(objects().read(ObjectKey.of(object))).isPresent();
    assertThat(apply(object)).isInstanceOf(Applied.Corrected.class);
    assertThat(objects().find(ObjectKey.of(object))).isPresent();
  }

  @Test
  void objects_that_were_never_ours_are_left_as_they_are_and_named() {
    Secret secret =
        new SecretBuilder(bare(secret("never-ours"))).withData(Map.of("key", "b2xk")).build();
    NetworkPolicy policy =
        new NetworkPolicyBuilder(bare(policy("never-ours")))
            .editMetadata()
            .addToAnnotations("a", "theirs")
            .endMetadata()
            .build();
    PersistentVolumeClaim volume = bare(volume("never-ours"));
    List<HasMetadata> desired =
        List.of(secret("never-ours"), policy("never-ours"), volume("never-ours"), policy("free"));
    List.of(secret, policy, volume).forEach(this::create);

    assertThat(problem(apply(secret("never-ours"))))
        .satisfies(
            problem -> {
              assertThat(problem.reason()).isEqualTo(Reason.OBJECT_TAKEN);
              assertThat(problem.message())
                  .startsWith(
                      "Not created for tenant contract, and left as it is: Secret tenant-contract/never-ours. Rename or delete it");
            });
    assertThat(problem(objects().apply(secret("never-ours"), false)).reason())
        .isEqualTo(Reason.OBJECT_TAKEN);
    assertThat(problem(apply(policy("never-ours"))).reason()).isEqualTo(Reason.OBJECT_TAKEN);
    assertThat(problem(apply(volume("never-ours"))).reason()).isEqualTo(Reason.OBJECT_TAKEN);
    assertThat(objects().taken(desired))
        .containsExactly(ObjectKey.of(secret), ObjectKey.of(policy), ObjectKey.of(volume));

    assertThat(live(secret).orElseThrow().getData()).isEqualTo(secret.getData());
    assertThat(live(secret).orElseThrow().getMetadata().getLabels()).isNullOrEmpty();
    assertThat(live(policy).orElseThrow().getMetadata().getAnnotations())
        .isEqualTo(policy.getMetadata().getAnnotations());
    assertThat(live(volume).orElseThrow().getMetadata().getLabels()).isNullOrEmpty();
  }

  @Test
  void an_object_that_is_given_to_the_tenant_by_its_labels_is_taken_over() {
    NetworkPolicy object = policy("given");
    create(bare(object));
    assertThat(apply(object)).isInstanceOf(Applied.Rejected.class);

    edit(
        object,
        live -> live.getMetadata().setLabels(new HashMap<>(object.getMetadata().getLabels())));

    assertThat(apply(object)).isEqualTo(new Applied.Changed(ObjectKey.of(object)));
    assertThat(apply(object)).isEqualTo(new Applied.Unchanged(ObjectKey.of(object)));
  }

  /** Backup tools drop the field managers. */
  @Test
  void an_object_that_was_restored_from_a_backup_is_ours_and_was_never_changed_by_anybody() {
    NetworkPolicy object = policy("restored");
    Secret secret = secret("restored");
    create(object);
    create(secret);

    assertThat(apply(object)).isEqualTo(new Applied.Changed(ObjectKey.of(object)));
    assertThat(apply(object)).isEqualTo(new Applied.Unchanged(ObjectKey.of(object)));
    assertThat(apply(secret)).isEqualTo(new Applied.Changed(ObjectKey.of(secret)));
  }

  @Test
  void an_object_of_ours_that_lost_all_its_labels_is_still_ours() {
    NetworkPolicy object = policy("unlabelled");
    Secret secret = secret("unlabelled");
    apply(object);
    apply(secret);
    edit(object, live -> live.getMetadata().setLabels(new HashMap<>()));
    edit(secret, live -> live.getMetadata().setLabels(new HashMap<>()));

    assertThat(apply(object)).isInstanceOf(Applied.Corrected.class);
    assertThat(apply(secret)).isInstanceOf(Applied.Corrected.class);
    assertThat(objects().find(ObjectKey.of(object))).isPresent();
  }

  @Test
  void a_volume_that_the_record_knows_is_ours_whatever_it_bears() {
    PersistentVolumeClaim volume = volume("recorded");
    create(bare(volume));

    assertThat(objects().adopt(volume)).isEqualTo(new Applied.Changed(ObjectKey.of(volume)));
    assertThat(apply(volume)).isEqualTo(new Applied.Unchanged(ObjectKey.of(volume)));
  }

  @Test
  void a_service_that_somebody_points_to_a_host_of_his_own_is_put_back() {
    Service object = samples().service();
    apply(object);
    edit(
        object,
        live -> {
          live.getSpec().setType("ExternalName");
          live.getSpec().setExternalName("n8n.evil.example");
        });

    assertThat(apply(object))
        .isEqualTo(new Applied.Corrected(ObjectKey.of(object), Set.of("somebody")));

    assertThat(live(object).orElseThrow().getSpec().getType()).isEqualTo("ClusterIP");
    assertThat(apply(object)).isInstanceOf(Applied.Unchanged.class);
  }

  @Test
  void what_others_do_beside_ours_is_left_to_them() {
    Deployment object = deployment("shared");
    apply(object);
    edit(
        object,
        live -> {
          var template = live.getSpec().getTemplate();
          template
              .getMetadata()
              .getAnnotations()
              .put("kubectl.kubernetes.io/restartedAt", "2026-11-22T10:00:00Z");
          live.getMetadata().getLabels().put("team", "blue");
        });

    assertThat(apply(object)).isEqualTo(new Applied.Unchanged(ObjectKey.of(object)));
    object.getSpec().setReplicas(0);
    assertThat(apply(object)).isInstanceOf(Applied.Changed.class);

    Deployment live = live(object).orElseThrow();
    assertThat(live.getMetadata().getLabels()).containsEntry("team", "blue");
    assertThat(live.getSpec().getTemplate().getMetadata().getAnnotations())
        .containsKey("kubectl.kubernetes.io/restartedAt");
  }

  @Test
  void what_somebody_deleted_is_made_again() {
    NetworkPolicy object = policy("deleted");
    apply(object);
    delete(object);

    assertThat(objects().find(ObjectKey.of(object))).isEmpty();
    assertThat(objects().read(ObjectKey.of(object))).isEmpty();
    assertThat(apply(object)).isEqualTo(new Applied.Created(ObjectKey.of(object)));
  }

  @Test
  void an_object_on_its_way_out_is_waited_for_and_made_again_once_it_is_gone() {
    NetworkPolicy object = policy("leaving");
    object.getMetadata().setFinalizers(List.of("example.com/slow"));
    apply(object);
    delete(object);

    assertThat(find(object).deleting()).isTrue();
    assertThat(apply(object))
        .isInstanceOfSatisfying(
            Applied.Retry.class,
            retry ->
                assertThat(retry.message())
                    .isEqualTo(
                        "NetworkPolicy tenant-contract/leaving is being deleted. It is created again once it is gone"));

    edit(object, live -> live.getMetadata().setFinalizers(List.of()));
    object.getMetadata().setFinalizers(List.of());

    assertThat(objects().find(ObjectKey.of(object))).isEmpty();
    assertThat(apply(object)).isInstanceOf(Applied.Created.class);
  }

  @Test
  void without_the_namespace_it_is_tried_again() {
    NetworkPolicy object = policy("nowhere");
    object.getMetadata().setNamespace("tenant-nowhere");

    assertThat(apply(object))
        .isInstanceOfSatisfying(
            Applied.Retry.class,
            retry -> assertThat(retry.message()).endsWith("its namespace does not exist"));
  }

  @Test
  void in_a_namespace_that_is_being_deleted_it_is_tried_again() {
    var ending =
        new NamespaceBuilder()
            .withNewMetadata()
            .withName("tenant-ending")
            .endMetadata()
            .withNewSpec()
            .withFinalizers("kubernetes", "example.com/slow")
            .endSpec()
            .build();
    create(ending);
    delete(ending);
    NetworkPolicy object = policy("too-late");
    object.getMetadata().setNamespace("tenant-ending");

    assertThat(apply(object))
        .isInstanceOfSatisfying(
            Applied.Retry.class,
            retry -> assertThat(retry.message()).endsWith("its namespace is being deleted"));
  }

  @Test
  void what_does_not_fit_into_the_quota_is_rejected() {
    exhaustQuota(samples().cronJob());

    assertThat(problem(apply(samples().cronJob())))
        .satisfies(
            problem -> {
              assertThat(problem.reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
              assertThat(problem.message())
                  .startsWith(
                      "CronJob tenant-contract/n8n-nightly does not fit into the ResourceQuota")
                  .contains("requested: ", "used: ", "limited: ");
            });
  }

  @Test
  void rights_that_are_new_are_waited_for_and_missing_ones_are_a_problem() {
    NetworkPolicy object = policy("forbidden");

    assertThat(withoutRights(true).apply(object, true))
        .isInstanceOfSatisfying(
            Applied.Retry.class,
            retry ->
                assertThat(retry.message()).endsWith("the operator's RoleBinding to take effect"));
    assertThat(problem(withoutRights(false).apply(object, true)))
        .satisfies(
            problem -> {
              assertThat(problem.reason()).isEqualTo(Reason.REFUSED_BY_CLUSTER);
              assertThat(problem.message()).contains("Check the chart's ClusterRoles");
            });
    assertThat(live(object)).isEmpty();
  }

  @Test
  void a_route_without_the_gateway_api_is_rejected() {
    HasMetadata route = new HTTPRouteBuilder().withMetadata(samples().owned("n8n")).build();

    assertThat(problem(apply(route)).message())
        .startsWith("The cluster has no kind HTTPRoute (gateway.networking.k8s.io/v1)")
        .contains("Install the Gateway API");
    assertThat(objects().find(ObjectKey.of(route))).isEmpty();
  }

  @Test
  void an_annotation_is_set_and_taken_away_and_the_rest_stays() {
    NetworkPolicy object = policy("annotated");
    apply(object);
    ObjectKey key = ObjectKey.of(object);

    objects().annotate(key, Names.RETAINED_AT_ANNOTATION, Optional.of("2026-11-01"));

    assertThat(find(object).annotations())
        .containsExactly(Map.entry(Names.RETAINED_AT_ANNOTATION, "2026-11-01"));
    assertThat(apply(object)).as("the rest").isInstanceOf(Applied.Unchanged.class);

    objects().annotate(key, Names.RETAINED_AT_ANNOTATION, Optional.empty());

    assertThat(find(object).annotations()).isEmpty();
  }

  @Test
  void what_is_not_there_cannot_be_annotated() {
    assertThatThrownBy(
            () ->
                objects()
                    .annotate(ObjectKey.of(policy("absent")), "example.com/a", Optional.of("b")))
        .isInstanceOfSatisfying(
            KubernetesClientException.class, error -> assertThat(error.getCode()).isEqualTo(404));
  }

  @Test
  void what_is_deleted_goes_and_what_is_gone_already_is_no_error() {
    NetworkPolicy object = policy("unwanted");
    apply(object);
    ObservedObject seen = find(object);

    objects().delete(seen);
    objects().delete(seen);

    assertThat(live(object)).isEmpty();
  }

  @Test
  void what_was_changed_since_it_was_seen_is_not_deleted() {
    NetworkPolicy object = policy("moving");
    apply(object);
    ObservedObject seen = find(object);
    edit(object, live -> live.getMetadata().getAnnotations().put("example.com/more", "mine"));

    assertThatThrownBy(() -> objects().delete(seen))
        .isInstanceOfSatisfying(
            KubernetesClientException.class, error -> assertThat(error.getCode()).isEqualTo(409));
    assertThat(live(object)).isPresent();
  }

  @Test
  void what_was_made_again_since_it_was_seen_is_not_deleted() {
    NetworkPolicy object = policy("another");
    apply(object);
    ObservedObject seen = find(object);
    delete(object);
    create(object);

    assertThatThrownBy(() -> objects().delete(seen)).isInstanceOf(KubernetesClientException.class);
    assertThat(live(object)).isPresent();
  }

  @Test
  void a_secret_is_read_only_when_it_is_to_be_verified() {
    Secret object = secret("verified");
    ObjectKey key = ObjectKey.of(object);

    assertThat(objects().apply(object, false)).isEqualTo(new Applied.Created(key));
    edit(object, live -> live.getData().put("encryptionKey", "YQ=="));
    assertThat(objects().apply(object, false)).isEqualTo(new Applied.Unchanged(key));
    assertThat(objects().apply(object, true))
        .isEqualTo(new Applied.Corrected(key, Set.of("somebody")));
    assertThat(live(object).orElseThrow().getData()).isEqualTo(object.getData());

    delete(object);
    assertThat(objects().apply(object, true)).isEqualTo(new Applied.Corrected(key, Set.of()));

    assertThat(afterRestart().apply(object, false)).isEqualTo(new Applied.Unchanged(key));
    Secret changed = new SecretBuilder(object).addToData("user", "YWRtaW4=").build();
    assertThat(objects().apply(changed, false)).isEqualTo(new Applied.Changed(key));
  }

  @Test
  void a_secret_of_another_type_is_made_again() {
    Secret object = secret("typed");
    apply(object);
    Secret typed = new SecretBuilder(object).withType("example.com/typed").build();

    assertThat(apply(typed)).isInstanceOf(Applied.Changed.class);

    assertThat(live(typed).orElseThrow().getType()).isEqualTo("example.com/typed");
  }

  @Test
  void a_secret_is_read_whoever_made_it_and_not_watched() {
    Secret object = secret("foreign");
    assertThat(objects().readSecret(ObjectKey.of(object))).isEmpty();
    create(new SecretBuilder(object).editMetadata().withLabels(Map.of()).endMetadata().build());

    assertThat(objects().readSecret(ObjectKey.of(object)))
        .hasValueSatisfying(read -> assertThat(read.getData()).isEqualTo(object.getData()));
    assertThat(objects().find(ObjectKey.of(object))).isEmpty();
  }

  @Test
  void a_secret_is_deleted_if_it_is_as_the_condition_says() {
    Secret object = secret("conditional");
    apply(object);

    objects().deleteSecret(ObjectKey.of(object), secret -> secret.getData().isEmpty());
    assertThat(live(object)).isPresent();
    objects().deleteSecret(ObjectKey.of(object), secret -> !secret.getData().isEmpty());
    assertThat(live(object)).isEmpty();
    objects().deleteSecret(ObjectKey.of(object), _ -> true);

    assertThat(objects().apply(object, false)).isInstanceOf(Applied.Created.class);
  }

  @Test
  void a_tenants_objects_are_those_with_its_label_and_not_its_secrets() {
    NetworkPolicy listed = policy("listed");
    apply(listed);
    NetworkPolicy others = policy("of-another");
    others.getMetadata().getLabels().put(Names.TENANT_LABEL, "another");
    apply(others);
    apply(secret("listed"));

    assertThat(objects().of(TENANT))
        .extracting(ObservedObject::key)
        .contains(ObjectKey.of(listed))
        .doesNotContain(ObjectKey.of(others), ObjectKey.of(secret("listed")));
    assertThat(objects().of("another"))
        .extracting(ObservedObject::key)
        .containsExactly(ObjectKey.of(others));
    assertThat(objects().in(new TenantRef(TENANT, "uid", samples().namespace())))
        .extracting(ObservedObject::key)
        .contains(ObjectKey.of(listed));
    assertThat(objects().in(new TenantRef(TENANT, "uid", "tenant-elsewhere"))).isEmpty();
  }

  @Test
  void a_pod_is_found_by_its_tenant_alone_and_takes_its_time_to_end() {
    Pod pod = pod("n8n-1", Map.of(Names.TENANT_LABEL, TENANT));
    create(pod);
    create(pod("n8n-2", Map.of(Names.MANAGED_BY_LABEL, Names.OPERATOR)));

    assertThat(objects().of(TENANT))
        .extracting(found -> found.key().name())
        .contains("n8n-1")
        .doesNotContain("n8n-2");

    delete(pod);

    assertThat(find(pod).deleting()).isTrue();
  }

  @Test
  void a_kind_that_nobody_watches_is_a_mistake_in_the_program() {
    assertThatThrownBy(
            () -> objects().find(new ObjectKey("apps/v1", "StatefulSet", "tenant-contract", "a")))
        .hasMessageContaining("StatefulSet");
  }

  private Applied apply(HasMetadata object) {
    return objects().apply(object, true);
  }

  private ObservedObject find(HasMetadata object) {
    return objects().find(ObjectKey.of(object)).orElseThrow();
  }

  private String version(HasMetadata object) {
    return live(object).orElseThrow().getMetadata().getResourceVersion();
  }

  private static Problem problem(Applied applied) {
    return assertThat(applied)
        .asInstanceOf(InstanceOfAssertFactories.type(Applied.Rejected.class))
        .extracting(Applied.Rejected::problem)
        .actual();
  }

  NetworkPolicy policy(String name) {
    return new NetworkPolicyBuilder(samples().policy())
        .editMetadata()
        .withName(name)
        .endMetadata()
        .build();
  }

  private PersistentVolumeClaim volume(String name) {
    return new PersistentVolumeClaimBuilder(samples().volume())
        .editMetadata()
        .withName(name)
        .endMetadata()
        .build();
  }

  /** As somebody else makes it. */
  private static <T extends HasMetadata> T bare(T object) {
    ObjectMeta metadata = object.getMetadata();
    T bare = new KubernetesSerialization().clone(object);
    bare.setMetadata(
        new ObjectMetaBuilder()
            .withName(metadata.getName())
            .withNamespace(metadata.getNamespace())
            .build());
    return bare;
  }

  private Secret secret(String name) {
    return new SecretBuilder(samples().secret())
        .editMetadata()
        .withName(name)
        .endMetadata()
        .build();
  }

  private Deployment deployment(String name) {
    return new DeploymentBuilder(samples().deployment())
        .editMetadata()
        .withName(name)
        .endMetadata()
        .build();
  }

  private Pod pod(String name, Map<String, String> labels) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(name)
        .withNamespace(samples().namespace())
        .withLabels(labels)
        .endMetadata()
        .withSpec(
            samples()
                .deployment()
                .getSpec()
                .getTemplate()
                .getSpec()
                .edit()
                .withNodeName("nowhere")
                .build())
        .build();
  }
}
