package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.smarteros.tenant.local.ClusterTest;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.local.process.Await;
import java.net.HttpURLConnection;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** The proof that the cluster in memory tells the truth. */
@ClusterTest
@TestInstance(Lifecycle.PER_CLASS)
final class ApiServerObjectsClusterTest extends ClusterObjectsContract {
  private static final Duration BOUND = Duration.ofSeconds(30);

  private final KubernetesClient client;
  private final KubernetesClient powerless;
  private final Samples samples;
  private WatchedCluster watched;
  private ClusterObjects objects;

  ApiServerObjectsClusterTest(LocalCluster cluster) {
    this.client = cluster.client();
    this.samples = Samples.ownedBy(client.namespaces().withName("default").get(), TENANT);
    this.powerless =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(client.getConfiguration())
                    .withImpersonateUsername("nobody")
                    .build())
            .build();
  }

  @BeforeAll
  void makeNamespace() {
    new ServerSideApply(client).apply(samples.guardRails().namespace(), true);
    new ServerSideApply(client).apply(samples.guardRails().binding(), true);
  }

  @BeforeEach
  void watch() {
    watched = new WatchedCluster(client);
    objects = watched.objects(client);
  }

  @AfterEach
  void endWatch() {
    watched.close();
  }

  @AfterAll
  void cleanUp() {
    powerless.close();
    client.namespaces().withName(samples.namespace()).delete();
  }

  /** The namespace is not a Tenant, but it exists: else all would be collected as garbage. */
  @Override
  Samples samples() {
    return samples;
  }

  @Override
  ClusterObjects objects() {
    return objects;
  }

  @Override
  ClusterObjects afterRestart() {
    return watched.objects(client);
  }

  @Override
  ClusterObjects withoutRights(boolean namespaceIsNew) {
    InstantSource clock =
        namespaceIsNew
            ? InstantSource.fixed(bindingMadeAt().plusSeconds(1))
            : InstantSource.offset(Clock.systemUTC(), Duration.ofHours(1));
    return new ApiServerObjects(
        powerless, watched.inventory(), clock, ClusterInternals.noRefusals());
  }

  private Instant bindingMadeAt() {
    return watched
        .inventory()
        .find(ObjectKey.of(samples.guardRails().binding()))
        .orElseThrow()
        .createdAt();
  }

  /** The server's timestamps are no finer. */
  @Override
  void letASecondPass() {
    Instant end = Instant.now().plusSeconds(1);
    Await.until("a second to pass", BOUND, () -> Instant.now().isAfter(end));
  }

  @Override
  void create(HasMetadata object) {
    client.resource(object).create();
    awaitWatches(object);
  }

  @Override
  <T extends HasMetadata> void edit(T which, Consumer<T> change) {
    Await.until(
        "%s to be edited".formatted(ObjectKey.of(which)), BOUND, () -> isEdited(which, change));
    awaitWatches(which);
  }

  /** A controller may write it in between. */
  private <T extends HasMetadata> boolean isEdited(T which, Consumer<T> change) {
    T edited = client.resource(which).get();
    change.accept(edited);
    try {
      client
          .resource(edited)
          .patch(
              new PatchContext.Builder()
                  .withPatchType(PatchType.JSON)
                  .withFieldManager("somebody")
                  .build());
      return true;
    } catch (KubernetesClientException e) {
      if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
        return false;
      }
      throw e;
    }
  }

  @Override
  void delete(HasMetadata object) {
    client.resource(object).delete();
    awaitWatches(object);
  }

  private void awaitWatches(HasMetadata object) {
    ObjectKey key = ObjectKey.of(object);
    if (!ResourceKind.of(key).watched()) {
      return;
    }
    Await.until(
        "the watch to bring " + key,
        BOUND,
        () ->
            version(watched.inventory().find(key))
                .equals(
                    version(watched.inventory().read(key).filter(ClusterInternals::isWatched))));
  }

  private static Optional<String> version(Optional<ObservedObject> object) {
    return object.map(ObservedObject::resourceVersion);
  }

  @Override
  void exhaustQuota(HasMetadata like) {
    ResourceQuota quota =
        new ResourceQuotaBuilder()
            .withMetadata(samples.metadata("few"))
            .withNewSpec()
            .addToHard("count/cronjobs.batch", new Quantity("0"))
            .endSpec()
            .build();
    objects.apply(quota, true);
    Await.until(
        "the quota to be counted",
        BOUND,
        () -> client.resource(quota).get().getStatus().getUsed() != null);
  }

  @Override
  <T extends HasMetadata> Optional<T> live(T which) {
    return Optional.ofNullable(client.resource(which).get());
  }
}
