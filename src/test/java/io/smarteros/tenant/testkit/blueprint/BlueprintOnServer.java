package io.smarteros.tenant.testkit.blueprint;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.cluster.fields.OwnedFields;
import java.util.List;
import java.util.stream.Stream;

/** The objects of an application on a real API server, in a namespace of their own. */
public final class BlueprintOnServer implements AutoCloseable {
  private final KubernetesClient client;
  private final String namespace;

  /**
   * Makes the namespace.
   *
   * @param podSecurity the level that is enforced there
   */
  public BlueprintOnServer(KubernetesClient client, String namespace, String podSecurity) {
    this.client = client;
    this.namespace = namespace;
    client
        .resource(
            new NamespaceBuilder()
                .withNewMetadata()
                .withName(namespace)
                .addToLabels("pod-security.kubernetes.io/enforce", podSecurity)
                .endMetadata()
                .build())
        .create();
  }

  /** Anything that the server rewrites would look like a foreign edit, and be put back for ever. */
  public void assertKeptAsSent(Stream<HasMetadata> objects) {
    here(objects).forEach(this::assertKeptAsSent);
  }

  private void assertKeptAsSent(HasMetadata object) {
    assertThat(OwnedFields.liveDigest(apply(object)))
        .as("%s %s", object.getKind(), object.getMetadata().getName())
        .contains(OwnedFields.digest(object));
    if (object instanceof Job) {
      // the template of one can never change, and another plan has one of the same name
      client.resource(object).withGracePeriod(0).delete();
    }
  }

  /** Pod Security lets the pods of its Deployments and Jobs be made. */
  public void assertPodsMayRun(Stream<HasMetadata> objects) {
    List<Pod> pods = here(objects).flatMap(this::pod).toList();
    assertThat(pods)
        .isNotEmpty()
        .allSatisfy(pod -> assertThat(client.resource(pod).dryRun().create()).isNotNull());
  }

  private Stream<Pod> pod(HasMetadata object) {
    return switch (object) {
      case Deployment deployment ->
          Stream.of(pod(deployment.getMetadata().getName(), deployment.getSpec().getTemplate()));
      case Job job -> Stream.of(pod(job.getMetadata().getName(), job.getSpec().getTemplate()));
      default -> Stream.empty();
    };
  }

  private Pod pod(String workload, PodTemplateSpec template) {
    return new PodBuilder()
        .withNewMetadata()
        .withName(workload + "-trial")
        .withNamespace(namespace)
        .withLabels(template.getMetadata().getLabels())
        .endMetadata()
        .withSpec(template.getSpec())
        .build();
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
  private Stream<HasMetadata> here(Stream<HasMetadata> objects) {
    return objects
        .filter(object -> !(object instanceof GenericKubernetesResource))
        .peek(object -> object.getMetadata().setNamespace(namespace))
        .peek(object -> object.getMetadata().setOwnerReferences(List.of()));
  }

  @Override
  public void close() {
    client.namespaces().withName(namespace).delete();
  }
}
