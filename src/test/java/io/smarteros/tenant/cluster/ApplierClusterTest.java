package io.smarteros.tenant.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.gatewayapi.v1.HTTPRouteBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.fields.OwnedFields;
import io.smarteros.tenant.local.ClusterTest;
import io.smarteros.tenant.local.cluster.AuditLog.Entry;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.namespace.GuardRails;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@ClusterTest
@TestInstance(Lifecycle.PER_CLASS)
class ApplierClusterTest {
  private static final Duration BOUND = Duration.ofSeconds(30);

  private final LocalCluster cluster;
  private final KubernetesClient client;
  private final Samples samples;
  private final WatchedCluster watched;
  private final Applier applier;

  ApplierClusterTest(LocalCluster cluster) {
    this.cluster = cluster;
    this.client = cluster.client();
    this.samples = Samples.ownedBy(client.namespaces().withName("default").get(), "applier");
    this.watched = new WatchedCluster(client);
    this.applier =
        new Applier(client, watched.inventory(), Clock.systemUTC(), ClusterInternals.noRefusals());
  }

  @BeforeAll
  void makeNamespace() {
    applier.apply(samples.guardRails().namespace());
    applier.apply(samples.guardRails().binding());
  }

  @AfterAll
  void cleanUp() {
    watched.close();
    client.namespaces().withName(samples.namespace()).delete();
  }

  @Test
  void what_is_as_it_should_be_is_not_written() {
    NetworkPolicy object = policy("same");

    assertThat(applier.apply(object)).isEqualTo(new Applied.Created(ObjectKey.of(object)));
    long mark = cluster.auditLog().mark();
    assertThat(applier.apply(object)).isEqualTo(new Applied.Unchanged(ObjectKey.of(object)));
    assertThat(afterRestart(object)).isEqualTo(new Applied.Unchanged(ObjectKey.of(object)));

    applier.apply(policy("same-marker"));
    Await.until("the audit log", BOUND, () -> writes(mark).contains("same-marker"));
    assertThat(writes(mark)).doesNotContain("same");
  }

  @Test
  void in_a_namespace_that_is_new_nothing_is_read_before_it_is_made() {
    NetworkPolicy object = policy("unread");
    Secret secret = samples.secret();
    long mark = cluster.auditLog().mark();

    assertThat(applier.apply(object)).isEqualTo(new Applied.Created(ObjectKey.of(object)));
    assertThat(watched.objects(client).apply(secret, true))
        .isEqualTo(new Applied.Created(ObjectKey.of(secret)));

    Await.until(
        "the audit log", BOUND, () -> writes(mark).contains(secret.getMetadata().getName()));
    assertThat(entries(mark))
        .filteredOn(entry -> entry.userAgent().contains("fabric8"))
        .extracting(entry -> entry.verb() + " " + entry.resource())
        .containsExactly("patch networkpolicies", "patch secrets");
    assertThat(client.resource(object).get().getMetadata().getResourceVersion()).isNotEqualTo("1");
    client.resource(secret).delete();
  }

  @Test
  void what_somebody_made_in_a_namespace_that_is_new_is_left_as_it_is() {
    NetworkPolicy policy = policy("theirs");
    Secret secret = samples.secret();
    client.resource(bare(policy)).create();
    client.resource(bare(secret)).create();

    assertThat(applier.apply(policy))
        .isInstanceOfSatisfying(
            Applied.Rejected.class,
            rejected -> assertThat(rejected.problem().reason()).isEqualTo(Reason.OBJECT_TAKEN));
    assertThat(watched.objects(client).apply(secret, true))
        .isInstanceOfSatisfying(
            Applied.Rejected.class,
            rejected -> assertThat(rejected.problem().reason()).isEqualTo(Reason.OBJECT_TAKEN));

    assertThat(client.resource(policy).get().getMetadata().getLabels()).isNullOrEmpty();
    assertThat(client.resource(secret).get().getMetadata().getLabels()).isNullOrEmpty();
    client.resource(secret).delete();
  }

  @Test
  void what_somebody_made_for_the_tenant_in_a_namespace_that_is_new_is_taken_over() {
    NetworkPolicy policy = policy("given");
    NetworkPolicy labelled = bare(policy);
    labelled.getMetadata().setLabels(policy.getMetadata().getLabels());
    client.resource(labelled).create();

    assertThat(applier.apply(policy)).isEqualTo(new Applied.Changed(ObjectKey.of(policy)));

    assertThat(OwnedFields.liveDigest(client.resource(policy).get()))
        .contains(OwnedFields.digest(policy));
  }

  @Test
  void a_new_wish_is_applied() {
    NetworkPolicy object = policy("changed");
    applier.apply(object);
    object.getMetadata().getAnnotations().put("example.com/port", "80");

    assertThat(applier.apply(object)).isInstanceOf(Applied.Changed.class);
    assertThat(client.resource(object).get().getMetadata().getAnnotations())
        .containsEntry("example.com/port", "80");
  }

  @Test
  void what_is_no_longer_wished_for_goes() {
    NetworkPolicy object = policy("less");
    applier.apply(object);
    object.getMetadata().getAnnotations().remove("example.com/metrics");

    assertThat(applier.apply(object)).isInstanceOf(Applied.Changed.class);
    assertThat(client.resource(object).get().getMetadata().getAnnotations())
        .containsOnlyKeys("example.com/port");
  }

  @Test
  void a_value_that_somebody_changed_is_put_back_and_he_is_named() {
    Deployment object = deployment("scaled");
    applier.apply(object);

    kubectl("scale", "deployment/scaled", "--replicas=3");
    awaitDrift(object);

    assertThat(applier.apply(object))
        .isEqualTo(new Applied.Corrected(ObjectKey.of(object), Set.of("kubectl")));
    assertThat(client.resource(object).get().getSpec().getReplicas()).isEqualTo(1);
    assertThat(applier.apply(object)).isInstanceOf(Applied.Unchanged.class);
  }

  @Test
  void a_label_that_somebody_took_off_is_put_back() {
    NetworkPolicy object = policy("bare");
    applier.apply(object);

    kubectl("label", "netpol/bare", "app.kubernetes.io/part-of-");
    awaitDrift(object);

    assertThat(applier.apply(object))
        .isEqualTo(new Applied.Corrected(ObjectKey.of(object), Set.of()));
    assertThat(OwnedFields.liveDigest(client.resource(object).get()))
        .contains(OwnedFields.digest(object));
  }

  @Test
  void drift_is_also_seen_that_happened_while_the_operator_was_down() {
    NetworkPolicy object = policy("offline");
    applier.apply(object);
    kubectl(
        "patch",
        "netpol/offline",
        "--type=merge",
        "--patch={\"metadata\":{\"annotations\":{\"example.com/port\":\"1\"}}}");

    assertThat(afterRestart(object))
        .isEqualTo(new Applied.Corrected(ObjectKey.of(object), Set.of("kubectl-patch")));
    assertThat(client.resource(object).get().getMetadata().getAnnotations())
        .containsEntry("example.com/port", "5678");
  }

  @Test
  void what_excludes_ours_is_replaced_and_leaves_no_trace() {
    HasMetadata object = samples.service();
    applier.apply(object);
    kubectl(
        "patch",
        "service/n8n",
        "--type=json",
        "--patch=[{\"op\":\"replace\",\"path\":\"/spec/ports/0/port\",\"value\":80}]");
    awaitDrift(object);

    assertThat(applier.apply(object)).isInstanceOf(Applied.Corrected.class);
    assertThat(applier.apply(object)).isInstanceOf(Applied.Unchanged.class);
    assertThat(
            client
                .services()
                .inNamespace(samples.namespace())
                .withName("n8n")
                .get()
                .getMetadata()
                .getManagedFields())
        .extracting(entry -> entry.getManager())
        .doesNotContain("tenant-operator-replacing");
  }

  @Test
  void a_value_that_the_server_writes_in_another_way_is_applied_once() {
    HasMetadata object =
        new ResourceQuotaBuilder()
            .withMetadata(samples.metadata("not-canonical"))
            .withNewSpec()
            .addToHard("requests.storage", new Quantity("102400Mi"))
            .endSpec()
            .build();

    assertThat(applier.apply(object)).isInstanceOf(Applied.Created.class);
    assertThat(applier.apply(object)).isInstanceOf(Applied.Unchanged.class);
    client.resource(object).delete();
  }

  @Test
  void an_object_on_its_way_out_is_waited_for() {
    NetworkPolicy object = policy("leaving");
    object.getMetadata().setFinalizers(List.of("example.com/slow"));
    applier.apply(object);
    kubectl("delete", "netpol/leaving", "--wait=false");
    watched.await("on its way out", ObjectKey.of(object), ObservedObject::deleting);

    assertThat(applier.apply(object)).isInstanceOf(Applied.Retry.class);

    kubectl(
        "patch", "netpol/leaving", "--type=merge", "--patch={\"metadata\":{\"finalizers\":null}}");
  }

  @Test
  void a_full_quota_is_a_problem_that_names_it() {
    ResourceQuota quota =
        new ResourceQuotaBuilder()
            .withMetadata(samples.metadata("few"))
            .withNewSpec()
            .addToHard("count/cronjobs.batch", new Quantity("0"))
            .endSpec()
            .build();
    applier.apply(quota);
    Await.until(
        "the quota to be counted",
        BOUND,
        () -> client.resource(quota).get().getStatus().getUsed() != null);

    assertThat(applier.apply(samples.cronJob()))
        .isInstanceOfSatisfying(
            Applied.Rejected.class,
            rejected -> {
              assertThat(rejected.problem().reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
              assertThat(rejected.problem().message())
                  .contains(
                      "CronJob tenant-applier/n8n-nightly", "count/cronjobs.batch=0", "raise");
            });
    client.resource(quota).delete();
  }

  @Test
  void a_field_that_cannot_change_is_a_problem() {
    Deployment object = deployment("immutable");
    applier.apply(object);
    object.getSpec().setSelector(Samples.labelled("smarteros.io/service", "n8n"));

    assertThat(applier.apply(object))
        .isInstanceOfSatisfying(
            Applied.Rejected.class,
            rejected -> {
              assertThat(rejected.problem().reason()).isEqualTo(Reason.REFUSED_BY_CLUSTER);
              assertThat(rejected.problem().message()).contains("immutable");
            });
  }

  @Test
  void a_volume_does_not_shrink() {
    HasMetadata object = samples.volume();
    applier.apply(object);
    watched.await(
        "bound",
        ObjectKey.of(object),
        observed -> observed.status().path("phase").asText().equals("Bound"));

    HasMetadata smaller =
        new PersistentVolumeClaimBuilder(samples.volume())
            .editSpec()
            .editResources()
            .addToRequests("storage", new Quantity("1Gi"))
            .endResources()
            .endSpec()
            .build();

    assertThat(applier.apply(smaller))
        .isInstanceOfSatisfying(
            Applied.Rejected.class,
            rejected ->
                assertThat(rejected.problem().reason()).isEqualTo(Reason.STORAGE_SHRINK_REFUSED));
    assertThat(applier.apply(object)).isInstanceOf(Applied.Unchanged.class);
  }

  @Test
  void rights_that_are_new_are_waited_for_and_missing_ones_are_a_problem() {
    Config nobody =
        new ConfigBuilder(client.getConfiguration()).withImpersonateUsername("nobody").build();
    try (KubernetesClient powerless = new KubernetesClientBuilder().withConfig(nobody).build()) {
      NetworkPolicy object = policy("forbidden");
      InstantSource later = InstantSource.offset(Clock.systemUTC(), Duration.ofHours(1));

      assertThat(
              new Applier(
                      powerless,
                      watched.inventory(),
                      Clock.systemUTC(),
                      ClusterInternals.noRefusals())
                  .apply(object))
          .isInstanceOf(Applied.Retry.class);
      assertThat(
              new Applier(powerless, watched.inventory(), later, ClusterInternals.noRefusals())
                  .apply(object))
          .isInstanceOfSatisfying(
              Applied.Rejected.class,
              rejected -> assertThat(rejected.problem().message()).contains("ClusterRole"));
      assertThat(
              new SecretProjection(
                      powerless,
                      watched.inventory(),
                      Clock.systemUTC(),
                      ClusterInternals.noRefusals())
                  .apply(samples.secret(), true))
          .isInstanceOf(Applied.Retry.class);
    }
  }

  @Test
  void an_object_that_somebody_hid_from_us_is_corrected_and_not_taken_for_new() {
    NetworkPolicy object = policy("hidden");
    applier.apply(object);
    // a second later, since the server's timestamps are no finer
    Await.until("a second to pass", BOUND, () -> age(object).compareTo(Duration.ofSeconds(1)) > 0);
    kubectl("label", "netpol/hidden", "app.kubernetes.io/managed-by-");
    Await.until(
        "it to vanish", BOUND, () -> watched.inventory().find(ObjectKey.of(object)).isEmpty());

    assertThat(applier.apply(object)).isInstanceOf(Applied.Corrected.class);
    assertThat(applier.apply(object)).isInstanceOf(Applied.Unchanged.class);
  }

  @Test
  void an_account_that_the_cluster_made_is_taken_over_and_was_never_changed_by_anybody() {
    ObjectKey account = GuardRails.accountKey(samples.namespace());
    awaitOlderThanASecond(account);
    HasMetadata wanted =
        samples.guardRails().objects().stream()
            .filter(object -> ObjectKey.of(object).equals(account))
            .findFirst()
            .orElseThrow();

    assertThat(applier.apply(wanted)).isEqualTo(new Applied.Changed(account));
    assertThat(applier.apply(wanted)).isEqualTo(new Applied.Unchanged(account));
  }

  @Test
  void a_namespace_that_was_forgotten_and_is_there_again_was_never_changed_by_anybody() {
    String name = "applier-again";
    Namespace wanted =
        new NamespaceBuilder(samples.guardRails().namespace())
            .editMetadata()
            .withName(name)
            .endMetadata()
            .build();
    applier.apply(wanted);
    client.namespaces().withName(name).delete();
    Await.until(
        "the namespace to go",
        BOUND,
        () -> watched.inventory().find(ObjectKey.ofNamespace(name)).isEmpty());

    applier.forget(name);
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(name).endMetadata().build())
        .create();
    awaitOlderThanASecond(ObjectKey.ofNamespace(name));

    assertThat(applier.apply(wanted)).isEqualTo(new Applied.Changed(ObjectKey.ofNamespace(name)));
    client.namespaces().withName(name).delete();
  }

  @Test
  void a_route_without_the_gateway_api_is_a_problem() {
    HasMetadata route = new HTTPRouteBuilder().withMetadata(samples.owned("n8n")).build();

    assertThat(applier.apply(route))
        .isInstanceOfSatisfying(
            Applied.Rejected.class,
            rejected -> assertThat(rejected.problem().message()).contains("Gateway API"));
  }

  @Test
  void without_the_namespace_it_is_tried_again() {
    NetworkPolicy object = policy("nowhere");
    object.getMetadata().setNamespace("tenant-nowhere");

    assertThat(applier.apply(object)).isInstanceOf(Applied.Retry.class);
  }

  @Test
  void a_secret_is_read_only_when_it_is_to_be_verified() {
    SecretProjection secrets =
        new SecretProjection(
            client, watched.inventory(), Clock.systemUTC(), ClusterInternals.noRefusals());
    Secret object = samples.secret();

    assertThat(secrets.apply(object, false)).isInstanceOf(Applied.Created.class);
    kubectl("patch", "secret/n8n", "--patch={\"data\":{\"encryptionKey\":\"YQ==\"}}");
    assertThat(secrets.apply(object, false)).isInstanceOf(Applied.Unchanged.class);
    assertThat(secrets.apply(object, true))
        .isEqualTo(new Applied.Corrected(ObjectKey.of(object), Set.of("kubectl-patch")));
    assertThat(client.resource(object).get().getData()).isEqualTo(object.getData());

    kubectl("delete", "secret/n8n");
    assertThat(secrets.apply(object, true)).isInstanceOf(Applied.Corrected.class);
    assertThat(client.resource(object).get().getData()).isEqualTo(object.getData());

    assertThat(
            new SecretProjection(
                    client, watched.inventory(), Clock.systemUTC(), ClusterInternals.noRefusals())
                .apply(object, false))
        .as("after a restart")
        .isInstanceOf(Applied.Unchanged.class);
    Secret changed = new SecretBuilder(object).addToData("user", "YWRtaW4=").build();
    assertThat(secrets.apply(changed, false)).isInstanceOf(Applied.Changed.class);
  }

  private NetworkPolicy policy(String name) {
    return new NetworkPolicyBuilder(samples.policy())
        .editMetadata()
        .withName(name)
        .endMetadata()
        .build();
  }

  private Deployment deployment(String name) {
    return new DeploymentBuilder(samples.deployment())
        .editMetadata()
        .withName(name)
        .endMetadata()
        .build();
  }

  private Duration age(HasMetadata object) {
    Instant created = watched.inventory().find(ObjectKey.of(object)).orElseThrow().createdAt();
    return Duration.between(created, Instant.now());
  }

  /** The server's timestamps are no finer. */
  private void awaitOlderThanASecond(ObjectKey key) {
    Await.until(
        "%s to be there for a second".formatted(key),
        BOUND,
        () ->
            watched
                .inventory()
                .read(key)
                .filter(made -> made.createdAt().isBefore(Instant.now().minusSeconds(1)))
                .isPresent());
  }

  private Applied afterRestart(HasMetadata object) {
    try (WatchedCluster restarted = new WatchedCluster(client)) {
      return new Applier(
              client, restarted.inventory(), Clock.systemUTC(), ClusterInternals.noRefusals())
          .apply(object);
    }
  }

  private void awaitDrift(HasMetadata object) {
    watched.await(
        "drifted",
        ObjectKey.of(object),
        observed -> !observed.ownedDigest().equals(Optional.of(OwnedFields.digest(object))));
  }

  private List<String> writes(long mark) {
    return entries(mark).stream().filter(Entry::isWrite).map(Entry::name).toList();
  }

  private List<Entry> entries(long mark) {
    return cluster
        .auditLog()
        .since(mark)
        .filter(entry -> entry.namespace().equals(samples.namespace()))
        .toList();
  }

  /** As somebody else makes it. */
  private static <T extends HasMetadata> T bare(T object) {
    T bare = new KubernetesSerialization().clone(object);
    bare.setMetadata(
        new ObjectMetaBuilder()
            .withName(object.getMetadata().getName())
            .withNamespace(object.getMetadata().getNamespace())
            .build());
    return bare;
  }

  private void kubectl(String... arguments) {
    List<String> command = new ArrayList<>(List.of(arguments));
    command.addAll(List.of("--namespace", samples.namespace()));
    cluster.kubectl(LocalCluster.ADMIN, command.toArray(String[]::new)).orFail();
  }
}
