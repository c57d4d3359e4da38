package io.smarteros.tenant.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.local.ClusterTest;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.local.process.Await;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

@ClusterTest
final class ServiceTeardownClusterTest {
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final String UID = "uid-of-the-tenant";

  private final KubernetesClient client;
  private final WatchedCluster watched;
  private final String tenant;
  private final NetworkPolicy policy;

  ServiceTeardownClusterTest(LocalCluster cluster, TestInfo test) {
    this.client = cluster.client();
    this.watched = new WatchedCluster(client);
    this.tenant = "takedown-" + Integer.toHexString(test.getDisplayName().hashCode());
    this.policy =
        new NetworkPolicyBuilder()
            .withNewMetadata()
            .withName("n8n")
            .withNamespace(tenant)
            .withLabels(labels())
            .endMetadata()
            .withNewSpec()
            .withNewPodSelector()
            .endPodSelector()
            .endSpec()
            .build();
  }

  @BeforeEach
  void makeService() {
    client
        .resource(new NamespaceBuilder().withNewMetadata().withName(tenant).endMetadata().build())
        .create();
    new Applier(client, watched.inventory(), Clock.systemUTC(), ClusterInternals.noRefusals())
        .apply(policy);
  }

  @AfterEach
  void cleanUp() {
    watched.close();
    client.namespaces().withName(tenant).delete();
  }

  @Test
  void a_service_is_gone_once_its_last_pod_has_ended() {
    Pod pod = client.resource(pod()).create();
    Await.until(
        "the pod to be seen", BOUND, () -> watched.inventory().find(ObjectKey.of(pod)).isPresent());
    ServiceTeardown teardown = teardown(client);

    assertThat(teardown.remove(place(), ServiceName.N8N))
        .contains(new ServiceTeardown.Left("Waiting for pod n8n-1 to end", false));
    assertThat(client.resource(policy).get()).isNull();

    client.resource(pod).withGracePeriod(0).delete();
    Await.until(
        "the takedown to end", BOUND, () -> teardown.remove(place(), ServiceName.N8N).isEmpty());
  }

  @Test
  void a_pod_that_was_evicted_is_not_waited_for() {
    Pod pod = client.resource(pod()).create();
    client
        .resource(pod)
        .editStatus(
            live ->
                new PodBuilder(live)
                    .editOrNewStatus()
                    .withPhase("Failed")
                    .withReason("Evicted")
                    .endStatus()
                    .build());
    Await.until(
        "the eviction to be seen",
        BOUND,
        () ->
            watched
                .inventory()
                .find(ObjectKey.of(pod))
                .filter(seen -> seen.status().path("phase").asText().equals("Failed"))
                .isPresent());

    ServiceTeardown teardown = teardown(client);

    assertThat(teardown.awaitPods(place(), ServiceName.N8N)).isEmpty();
  }

  /** Somebody looks into something with a copy, labels and all. */
  @Test
  void a_pod_in_another_namespace_is_not_the_tenants() {
    Pod copy = client.resource(pod()).create();
    Await.until(
        "the pod to be seen",
        BOUND,
        () -> watched.inventory().find(ObjectKey.of(copy)).isPresent());
    ServiceTeardown teardown = teardown(client);
    TenantRef elsewhere = new TenantRef(tenant, UID, "tenant-elsewhere");

    assertThat(teardown.remove(elsewhere, ServiceName.N8N)).isEmpty();
    assertThat(client.resource(policy).get()).isNotNull();
  }

  @Test
  void what_may_not_be_deleted_is_still_waited_for() {
    try (KubernetesClient powerless =
        new KubernetesClientBuilder()
            .withConfig(
                new ConfigBuilder(client.getConfiguration())
                    .withImpersonateUsername("nobody")
                    .build())
            .build()) {
      ServiceTeardown teardown = teardown(powerless);

      assertThat(teardown.remove(place(), ServiceName.N8N))
          .hasValueSatisfying(
              left -> {
                assertThat(left.refused()).isTrue();
                assertThat(left.message())
                    .startsWith("NetworkPolicy " + tenant)
                    .contains("forbidden");
              });
    }
  }

  private TenantRef place() {
    return new TenantRef(tenant, UID, tenant);
  }

  private Pod pod() {
    return new PodBuilder()
        .withNewMetadata()
        .withName("n8n-1")
        .withNamespace(tenant)
        .withLabels(labels())
        .endMetadata()
        .withNewSpec()
        .withNodeName("nowhere")
        .withAutomountServiceAccountToken(false)
        .addNewContainer()
        .withName("n8n")
        .withImage("n8nio/n8n")
        .endContainer()
        .endSpec()
        .build();
  }

  private Map<String, String> labels() {
    return Map.of(
        Names.MANAGED_BY_LABEL,
        Names.OPERATOR,
        Names.TENANT_LABEL,
        tenant,
        Names.SERVICE_LABEL,
        "n8n");
  }

  private ServiceTeardown teardown(KubernetesClient rights) {
    ClusterObjects objects = watched.objects(rights);
    return new ServiceTeardown(objects, new Pruner(objects));
  }
}
