package io.smarteros.tenant.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.cluster.fields.OwnedFields;
import io.smarteros.tenant.local.ClusterTest;
import io.smarteros.tenant.local.cluster.LocalCluster;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

@ClusterTest
@TestInstance(Lifecycle.PER_CLASS)
class InventoryClusterTest {
  private static final String TENANT = "inventory";

  private final LocalCluster cluster;
  private final KubernetesClient client;
  private final Samples samples;
  private final WatchedCluster watched;
  private final AtomicInteger markers = new AtomicInteger();

  InventoryClusterTest(LocalCluster cluster) {
    this.cluster = cluster;
    this.client = cluster.client();
    this.samples = Samples.ownedBy(client.namespaces().withName("default").get(), TENANT);
    this.watched = new WatchedCluster(client);
  }

  @BeforeAll
  void makeNamespace() {
    ClusterInternals.apply(client, samples.guardRails().namespace());
  }

  @AfterAll
  void cleanUp() {
    watched.close();
    client.namespaces().withName(samples.namespace()).delete();
  }

  @Test
  void it_finds_what_exists_of_a_tenant_also_after_a_restart() {
    List<ObjectKey> keys =
        samples.all().stream().map(ObjectKey::of).filter(this::isWatched).toList();
    samples.all().forEach(object -> ClusterInternals.apply(client, object));

    try (WatchedCluster restarted = new WatchedCluster(client)) {
      assertThat(restarted.inventory().of(TENANT))
          .extracting(ObservedObject::key)
          .containsAll(keys);
      assertThat(restarted.inventory().of("somebody-else")).isEmpty();
      for (HasMetadata object : samples.all()) {
        if (isWatched(ObjectKey.of(object))) {
          assertThat(restarted.inventory().find(ObjectKey.of(object)))
              .as("%s", ObjectKey.of(object))
              .get()
              .satisfies(
                  observed ->
                      assertThat(observed.ownedDigest()).contains(OwnedFields.digest(object)));
        }
      }
    }
  }

  @Test
  void it_keeps_pods_of_a_tenant_with_their_containers() {
    ObjectKey deployment = ObjectKey.of(samples.deployment());
    samples.all().forEach(object -> ClusterInternals.apply(client, object));

    watched.await("rolled out", deployment, observed -> observed.status().has("availableReplicas"));
    assertThat(watched.inventory().of(TENANT))
        .filteredOn(observed -> observed.key().kind().equals("Pod"))
        .isNotEmpty()
        .anySatisfy(
            pod ->
                assertThat(pod.status().path("containerStatuses").path(0).path("ready").asBoolean())
                    .isTrue());
  }

  @Test
  void what_was_written_is_seen_before_the_watch_brings_it() {
    Applier applier =
        new Applier(client, watched.inventory(), Clock.systemUTC(), ClusterInternals.noRefusals());
    for (int i = 0; i < 50; i++) {
      NetworkPolicy desired = policy("written-" + i, TENANT);

      assertThat(applier.apply(desired)).isInstanceOf(Applied.Created.class);
      assertThat(applier.apply(desired)).isInstanceOf(Applied.Unchanged.class);
      assertThat(watched.inventory().of(TENANT))
          .extracting(ObservedObject::key)
          .contains(ObjectKey.of(desired));
    }
  }

  @Test
  void what_was_deleted_is_not_found_any_more() {
    NetworkPolicy object = policy("deleted", TENANT);
    new Applier(client, watched.inventory(), Clock.systemUTC(), ClusterInternals.noRefusals())
        .apply(object);
    client.resource(object).delete();

    settle();

    assertThat(watched.inventory().find(ObjectKey.of(object))).isEmpty();
    assertThat(watched.inventory().of(TENANT))
        .extracting(ObservedObject::key)
        .doesNotContain(ObjectKey.of(object));
  }

  @Test
  void only_a_change_that_means_something_wakes_the_tenant() {
    ClusterInternals.apply(client, policy("changed", TENANT));

    assertThat(wokenBy("annotate", "netpol/changed", "a=b")).doesNotContain(TENANT);
    assertThat(wokenBy("label", "netpol/changed", "a=b")).doesNotContain(TENANT);
    assertThat(wokenBy("label", "netpol/changed", "smarteros.io/a=b")).contains(TENANT);
    assertThat(wokenBy("annotate", "netpol/changed", "smarteros.io/a=b")).contains(TENANT);
    assertThat(wokenBy("delete", "netpol/changed")).contains(TENANT);
  }

  @Test
  void what_the_operator_writes_itself_wakes_nobody() {
    Applier applier =
        new Applier(client, watched.inventory(), Clock.systemUTC(), ClusterInternals.noRefusals());
    int before = settle();
    for (int i = 0; i < 50; i++) {
      NetworkPolicy own = policy("own-" + i, TENANT);
      assertThat(applier.apply(own)).isInstanceOf(Applied.Created.class);
      own.getMetadata().getAnnotations().put("example.com/port", "80");
      assertThat(applier.apply(own)).isInstanceOf(Applied.Changed.class);
    }
    int after = settle();

    assertThat(watched.woken().subList(before, after)).doesNotContain(TENANT);
    assertThat(wokenBy("annotate", "netpol/own-1", "smarteros.io/a=b")).contains(TENANT);
  }

  @Test
  void an_object_that_is_given_to_another_tenant_wakes_both() {
    NetworkPolicy object = policy("given", TENANT);
    ClusterInternals.apply(client, object);

    assertThat(wokenBy("label", "--overwrite", "netpol/given", Names.TENANT_LABEL + "=other"))
        .contains(TENANT, "other");
    assertThat(watched.inventory().of(TENANT))
        .extracting(ObservedObject::key)
        .doesNotContain(ObjectKey.of(object));
    assertThat(watched.inventory().of("other"))
        .extracting(ObservedObject::key)
        .contains(ObjectKey.of(object));
  }

  @Test
  void an_object_whose_labels_were_taken_off_is_found_by_asking_the_server() {
    NetworkPolicy object = policy("hidden", TENANT);
    ClusterInternals.apply(client, object);

    assertThat(wokenBy("label", "netpol/hidden", Names.MANAGED_BY_LABEL + "-")).contains(TENANT);

    assertThat(watched.inventory().find(ObjectKey.of(object))).isEmpty();
    assertThat(watched.inventory().read(ObjectKey.of(object))).isPresent();
  }

  @Test
  void a_kind_that_nobody_watches_is_a_mistake_in_the_program() {
    assertThatThrownBy(
            () -> watched.inventory().find(new ObjectKey("apps/v1", "StatefulSet", "a", "b")))
        .hasMessageContaining("StatefulSet");
  }

  private List<String> wokenBy(String... kubectl) {
    int before = settle();
    List<String> command = new ArrayList<>(List.of(kubectl));
    command.addAll(List.of("--namespace", samples.namespace()));
    cluster.kubectl(LocalCluster.ADMIN, command.toArray(String[]::new)).orFail();
    int after = settle();
    return watched.woken().subList(before, after);
  }

  /** Events of a kind come in order: when this one's is here, those before it are. */
  private int settle() {
    String marker = "marker-" + markers.incrementAndGet();
    int before = watched.woken().size();
    ClusterInternals.apply(client, policy(marker, marker));
    watched.awaitWoken(marker, before);
    return watched.woken().size();
  }

  private NetworkPolicy policy(String name, String tenant) {
    return new NetworkPolicyBuilder(samples.policy())
        .editMetadata()
        .withName(name)
        .addToLabels(Names.TENANT_LABEL, tenant)
        .endMetadata()
        .build();
  }

  private boolean isWatched(ObjectKey key) {
    return ResourceKind.of(key).watched();
  }
}
