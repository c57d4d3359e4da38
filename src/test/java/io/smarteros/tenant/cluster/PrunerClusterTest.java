package io.smarteros.tenant.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.local.ClusterTest;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.local.process.Await;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

@ClusterTest
class PrunerClusterTest {
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final Scope N8N = new Scope.OfService(ServiceName.N8N);
  private static final String UID = "uid-of-the-tenant";

  private final LocalCluster cluster;
  private final KubernetesClient client;
  private final Samples samples;
  private final WatchedCluster watched;
  private final Applier applier;
  private final Pruner pruner;

  PrunerClusterTest(LocalCluster cluster, TestInfo test) {
    String name = "pruner-" + Integer.toHexString(test.getDisplayName().hashCode());
    this.cluster = cluster;
    this.client = cluster.client();
    this.samples = Samples.ownedBy(client.namespaces().withName("default").get(), name);
    this.watched = new WatchedCluster(client);
    this.applier =
        new Applier(client, watched.inventory(), Clock.systemUTC(), ClusterInternals.noRefusals());
    this.pruner = new Pruner(watched.objects(client));
  }

  @BeforeEach
  void applyAll() {
    samples.all().stream().filter(this::isWatched).forEach(applier::apply);
  }

  @AfterEach
  void cleanUp() {
    watched.close();
    client.namespaces().withName(samples.namespace()).delete();
  }

  @Test
  void a_service_goes_with_its_route_first_and_its_data_stays() {
    Pruner.Result pruned = pruneUntilNothingIsLeft(N8N, Set.of());

    assertThat(pruned.failed()).isEmpty();
    assertThat(kinds(pruned.deleted())).first().isEqualTo("Ingress");
    assertThat(kinds(pruned.deleted()))
        .containsExactlyInAnyOrder(
            "Ingress", "Deployment", "Job", "CronJob", "Service", "NetworkPolicy");
    assertThat(indexOf(pruned, "Deployment")).isLessThan(indexOf(pruned, "Service"));
    assertThat(indexOf(pruned, "Service")).isLessThan(indexOf(pruned, "NetworkPolicy"));
    assertThat(client.resource(samples.volume()).get()).isNotNull();
    assertThat(client.resource(samples.guardRails().namespace()).get()).isNotNull();
  }

  @Test
  void what_is_desired_stays() {
    Set<ObjectKey> desired =
        Set.of(ObjectKey.of(samples.deployment()), ObjectKey.of(samples.policy()));

    Pruner.Result pruned = pruneUntilNothingIsLeft(N8N, desired);

    assertThat(kinds(pruned.deleted()))
        .containsExactlyInAnyOrder("Ingress", "Job", "CronJob", "Service");
  }

  @Test
  void guard_rails_are_pruned_by_themselves() {
    Set<ObjectKey> desired =
        samples.guardRails().objects().stream()
            .filter(object -> !object.getMetadata().getName().equals("allow-egress"))
            .map(ObjectKey::of)
            .collect(Collectors.toSet());
    desired.add(ObjectKey.of(samples.guardRails().binding()));

    assertThat(pruner.prune(place(), new Scope.GuardRails(), desired).deleted())
        .extracting(ObjectKey::name)
        .containsExactly("allow-egress");
  }

  @Test
  void an_object_that_changed_since_it_was_looked_at_waits_for_the_next_pass() {
    ObservedObject looked = seen(samples.ingress());
    kubectl("annotate", "ingress/n8n", "a=b");

    Pruner.Result pruned = pruner.delete(List.of(looked, seen(samples.service())));

    assertThat(pruned.deleted()).as("the next role waits").isEmpty();
    assertThat(pruned.failed()).singleElement().asString().startsWith("Ingress ");
    assertThat(client.resource(samples.ingress()).get()).isNotNull();
    assertThat(pruneUntilNothingIsLeft(N8N, Set.of()).deleted())
        .contains(ObjectKey.of(samples.ingress()));
  }

  @Test
  void an_object_that_was_made_again_since_it_was_looked_at_is_left_alone() {
    ObservedObject looked = seen(samples.ingress());
    kubectl("delete", "ingress/n8n");
    new ServerSideApply(client).apply(samples.ingress(), true);

    assertThat(pruner.delete(List.of(looked)).deleted()).isEmpty();
    assertThat(client.resource(samples.ingress()).get()).isNotNull();
  }

  @Test
  void what_only_looks_like_ours_is_left_alone() {
    String copy =
        """
        apiVersion: networking.k8s.io/v1
        kind: NetworkPolicy
        metadata:
          name: copied
          namespace: %1$s
          labels:
            app.kubernetes.io/managed-by: tenant-operator
            smarteros.io/tenant: %2$s
            smarteros.io/service: n8n
        spec: {podSelector: {}}
        """
            .formatted(samples.namespace(), samples.tenant());
    cluster.kubectlWithInput(LocalCluster.ADMIN, copy, "apply", "-f", "-").orFail();
    watched.await(
        "seen",
        new ObjectKey("networking.k8s.io/v1", "NetworkPolicy", samples.namespace(), "copied"),
        _ -> true);

    assertThat(pruner.prune(place(), N8N, Set.of()).deleted())
        .extracting(ObjectKey::name)
        .doesNotContain("copied");
  }

  private TenantRef place() {
    return new TenantRef(samples.tenant(), UID, samples.namespace());
  }

  private ObservedObject seen(HasMetadata object) {
    return watched.inventory().find(ObjectKey.of(object)).orElseThrow();
  }

  private void kubectl(String... arguments) {
    List<String> command = new ArrayList<>(List.of(arguments));
    command.addAll(List.of("--namespace", samples.namespace()));
    cluster.kubectl(LocalCluster.ADMIN, command.toArray(String[]::new)).orFail();
  }

  /**
   * A controller may write between the look and the deletion; the next reconciliation gets it then.
   */
  private Pruner.Result pruneUntilNothingIsLeft(Scope scope, Set<ObjectKey> desired) {
    List<ObjectKey> deleted = new ArrayList<>();
    Await.until(
        "everything to be pruned",
        BOUND,
        () -> {
          Pruner.Result pruned = pruner.prune(place(), scope, desired);
          pruned.deleted().stream().filter(key -> !deleted.contains(key)).forEach(deleted::add);
          return pruned.deleted().isEmpty() && pruned.failed().isEmpty();
        });
    return new Pruner.Result(deleted, List.of(), false);
  }

  private static List<String> kinds(List<ObjectKey> keys) {
    return keys.stream().map(ObjectKey::kind).toList();
  }

  private static int indexOf(Pruner.Result pruned, String kind) {
    return kinds(pruned.deleted()).indexOf(kind);
  }

  private boolean isWatched(HasMetadata object) {
    return ResourceKind.of(ObjectKey.of(object)).watched();
  }
}
