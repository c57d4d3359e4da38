package io.smarteros.tenant.service.n8n;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.cluster.fields.OwnedFields;
import io.smarteros.tenant.local.ClusterTest;
import io.smarteros.tenant.local.cluster.LocalCluster;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** n8n's objects on a real API server. */
@ClusterTest
@TestInstance(Lifecycle.PER_CLASS)
final class N8nBlueprintClusterTest {
  private static final String NAMESPACE = "n8n-blueprint";

  private final KubernetesClient client;

  N8nBlueprintClusterTest(LocalCluster cluster) {
    this.client = cluster.client();
  }

  @BeforeAll
  void makeNamespace() {
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(NAMESPACE)
                .addToLabels("pod-security.kubernetes.io/enforce", "restricted")
                .endMetadata()
                .build())
        .create();
  }

  @AfterAll
  void deleteNamespace() {
    client.namespaces().withName(NAMESPACE).delete();
  }

  static List<N8nPlans> tenants() {
    return List.of(
        N8nPlans.usual(), N8nPlans.usual().suspended(), N8nPlans.everything(), N8nPlans.usual());
  }

  /** Anything that the server rewrites would look like a foreign edit, and be put back for ever. */
  @ParameterizedTest
  @MethodSource("tenants")
  void the_server_keeps_every_value_as_it_was_sent(N8nPlans plans) {
    objects(plans)
        .forEach(
            object -> {
              HasMetadata live = apply(object);
              assertThat(OwnedFields.liveDigest(live))
                  .as("%s %s", object.getKind(), object.getMetadata().getName())
                  .contains(OwnedFields.digest(object));
            });
  }

  @Test
  void the_pod_may_run_under_pod_security_restricted() {
    Deployment deployment =
        objects(N8nPlans.everything())
            .filter(Deployment.class::isInstance)
            .map(Deployment.class::cast)
            .findFirst()
            .orElseThrow();
    PodTemplateSpec template = deployment.getSpec().getTemplate();
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName("n8n-trial")
            .withNamespace(NAMESPACE)
            .withLabels(template.getMetadata().getLabels())
            .endMetadata()
            .withSpec(template.getSpec())
            .build();

    assertThat(client.resource(pod).dryRun().create()).isNotNull();
  }

  private HasMetadata apply(HasMetadata object) {
    return client
        .resource(object)
        .patch(
            new PatchContext.Builder()
                .withPatchType(PatchType.SERVER_SIDE_APPLY)
                .withFieldManager(Names.OPERATOR)
                .withForce(true)
                .build());
  }

  /**
   * Without the HTTPRoute, whose kind is not installed here, and without an owner to be missing.
   */
  private static Stream<HasMetadata> objects(N8nPlans plans) {
    return Golden.objects(plans)
        .filter(object -> !(object instanceof GenericKubernetesResource))
        .peek(object -> object.getMetadata().setNamespace(NAMESPACE))
        .peek(object -> object.getMetadata().setOwnerReferences(List.of()));
  }
}
