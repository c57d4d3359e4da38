package io.smarteros.tenant.cluster.foreign;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;
import java.util.Optional;

/**
 * Kinds of others whose objects are read by name, with the names of their resources: the server
 * need not be asked whether it has them.
 */
public enum ForeignKind {
  CERTIFICATE("cert-manager.io", "Certificate", "certificates", true),
  GATEWAY("gateway.networking.k8s.io", "Gateway", "gateways", true),
  INGRESS_CLASS("networking.k8s.io", "IngressClass", "ingressclasses", false);

  @SuppressWarnings("ImmutableEnumChecker") // nobody else has it
  private final ResourceDefinitionContext resource;

  ForeignKind(String group, String kind, String plural, boolean isNamespaced) {
    this.resource =
        new ResourceDefinitionContext.Builder()
            .withGroup(group)
            .withVersion("v1")
            .withKind(kind)
            .withPlural(plural)
            .withNamespaced(isNamespaced)
            .build();
  }

  /**
   * Reads one from the API server; empty also where the server does not have the kind.
   *
   * @param namespace empty for a cluster-scoped kind
   * @throws KubernetesClientException when it cannot be asked
   */
  public Optional<GenericKubernetesResource> read(
      KubernetesClient client, String namespace, String name) {
    var all = client.genericKubernetesResources(resource);
    return Optional.ofNullable(
        (resource.isNamespaceScoped() ? all.inNamespace(namespace) : all).withName(name).get());
  }

  /** The object in messages for people. */
  public String nameOf(String namespace, String name) {
    return resource.isNamespaceScoped()
        ? "%s %s/%s".formatted(resource.getKind(), namespace, name)
        : "%s %s".formatted(resource.getKind(), name);
  }
}
