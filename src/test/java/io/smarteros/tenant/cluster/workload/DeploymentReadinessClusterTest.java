package io.smarteros.tenant.cluster.workload;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceQuotaBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.cluster.Applier;
import io.smarteros.tenant.cluster.ClusterInternals;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.ObservedObject;
import io.smarteros.tenant.cluster.Samples;
import io.smarteros.tenant.cluster.SecretProjection;
import io.smarteros.tenant.cluster.WatchedCluster;
import io.smarteros.tenant.local.ClusterTest;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.local.process.Await;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Readiness as real controllers and a (played) kubelet bring it about. */
@ClusterTest
@TestInstance(Lifecycle.PER_CLASS)
class DeploymentReadinessClusterTest {
  private static final Duration BOUND = Duration.ofSeconds(60);
  private static final String TENANT = "workload";

  private final KubernetesClient client;
  private final Samples samples;
  private final WatchedCluster watched;
  private final Applier applier;

  DeploymentReadinessClusterTest(LocalCluster cluster) {
    this.client = cluster.client();
    this.samples = Samples.ownedBy(client.namespaces().withName("default").get(), TENANT);
    this.watched = new WatchedCluster(client);
    this.applier =
        new Applier(client, watched.inventory(), Clock.systemUTC(), ClusterInternals.noRefusals());
  }

  @BeforeAll
  void applyWhatPodsNeed() {
    applier.apply(samples.guardRails().namespace());
    applier.apply(samples.volume());
    new SecretProjection(
            client, watched.inventory(), Clock.systemUTC(), ClusterInternals.noRefusals())
        .apply(samples.secret(), false);
  }

  @AfterAll
  void cleanUp() {
    watched.close();
    client.namespaces().withName(samples.namespace()).delete();
  }

  @Test
  void a_deployment_is_available_until_it_is_told_to_stop() {
    Deployment deployment = deployment("good", "docker.io/n8nio/n8n:2.41.1");
    applier.apply(deployment);
    awaitWorkload(deployment, Workload.Available.class::isInstance);

    deployment.getSpec().setReplicas(0);
    applier.apply(deployment);

    awaitWorkload(deployment, workload -> !(workload instanceof Workload.Available));
  }

  @Test
  void an_image_that_cannot_be_pulled_is_a_problem_that_heals_with_another_one() {
    Deployment deployment = deployment("image", "docker.io/n8nio/n8n:does-not-exist");
    applier.apply(deployment);

    awaitWorkload(deployment, Workload.Stuck.class::isInstance);
    Problem problem = ((Workload.Stuck) workload(deployment)).problem();
    assertThat(problem.reason()).isEqualTo(Reason.IMAGE_CANNOT_RUN);
    assertThat(problem.message())
        .contains("Container n8n", "docker.io/n8nio/n8n:does-not-exist", "ImagePullBackOff");

    applier.apply(deployment("image", "docker.io/n8nio/n8n:2.41.1"));
    awaitWorkload(deployment, Workload.Available.class::isInstance);
  }

  @Test
  void pods_that_do_not_fit_into_the_quota_are_a_problem() {
    var quota =
        new ResourceQuotaBuilder()
            .withMetadata(samples.metadata("small"))
            .withNewSpec()
            .addToHard("requests.cpu", new Quantity("2"))
            .endSpec()
            .build();
    applier.apply(quota);
    Await.until(
        "the quota to be counted",
        BOUND,
        () -> client.resource(quota).get().getStatus().getUsed() != null);
    Deployment deployment = deployment("big", "docker.io/n8nio/n8n:2.41.1");
    var container = deployment.getSpec().getTemplate().getSpec().getContainers().getFirst();
    container.getResources().getRequests().put("cpu", new Quantity("64"));
    deployment.getSpec().getTemplate().getSpec().getInitContainers().clear();
    applier.apply(deployment);

    awaitWorkload(deployment, Workload.Stuck.class::isInstance);
    Problem problem = ((Workload.Stuck) workload(deployment)).problem();
    assertThat(problem.reason()).isEqualTo(Reason.QUOTA_EXCEEDED);
    assertThat(problem.message()).contains("requests.cpu=64", "limited: requests.cpu=2");
    client.resource(deployment).delete();
    client.resource(quota).delete();
  }

  @Test
  void pods_that_break_the_security_level_are_a_problem() {
    Deployment deployment = deployment("root", "docker.io/n8nio/n8n:2.41.1");
    deployment.getSpec().getTemplate().getSpec().setHostNetwork(true);
    applier.apply(deployment);

    awaitWorkload(deployment, Workload.Stuck.class::isInstance);
    assertThat(((Workload.Stuck) workload(deployment)).problem())
        .satisfies(
            problem -> {
              assertThat(problem.reason()).isEqualTo(Reason.NOT_ALLOWED_BY_CLASS);
              assertThat(problem.message()).contains("PodSecurity", "hostNetwork");
            });
  }

  private Deployment deployment(String name, String image) {
    return new DeploymentBuilder(samples.deployment())
        .editMetadata()
        .withName(name)
        .endMetadata()
        .editSpec()
        .withSelector(Samples.labelled("app", name))
        .editTemplate()
        .editMetadata()
        .addToLabels("app", name)
        .endMetadata()
        .editSpec()
        .editFirstContainer()
        .withImage(image)
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private void awaitWorkload(Deployment deployment, Predicate<Workload> condition) {
    Await.until(
        "%s to get there".formatted(ObjectKey.of(deployment)),
        BOUND,
        () -> condition.test(workload(deployment)));
  }

  private Workload workload(Deployment deployment) {
    return DeploymentReadiness.of(
        observed(deployment), watched.inventory().of(TENANT), Instant.now());
  }

  private ObservedObject observed(Deployment deployment) {
    return watched.inventory().find(ObjectKey.of(deployment)).orElseThrow();
  }
}
