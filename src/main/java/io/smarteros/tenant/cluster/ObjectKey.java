package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.api.model.HasMetadata;
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

  private static String orEmpty(@Nullable String namespace) {
    return namespace == null ? "" : namespace;
  }

  @Override
  public String toString() {
    return namespace.isEmpty() ? kind + " " + name : kind + " " + namespace + "/" + name;
  }
}
