package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.Resource;
import org.jspecify.annotations.Nullable;

/**
 * What identifies an object for people and for the API server.
 *
 * @param namespace empty for cluster-scoped objects
 */
public record ObjectKey(String apiVersion, String kind, String namespace, String name) {

  public static ObjectKey of(HasMetadata object) {
    return new ObjectKey(
        object.getApiVersion(),
        object.getKind(),
        orEmpty(object.getMetadata().getNamespace()),
        object.getMetadata().getName());
  }

  public static ObjectKey ofNamespace(String name) {
    return new ObjectKey("v1", "Namespace", "", name);
  }

  /** The object that it names, as a client reaches it. */
  Resource<GenericKubernetesResource> in(KubernetesClient client) {
    var resources = client.genericKubernetesResources(apiVersion, kind);
    return (namespace.isEmpty() ? resources : resources.inNamespace(namespace)).withName(name);
  }

  @Override
  public String toString() {
    return namespace.isEmpty() ? kind + " " + name : kind + " " + namespace + "/" + name;
  }

  private static String orEmpty(@Nullable String namespace) {
    return namespace == null ? "" : namespace;
  }
}
