package io.smarteros.tenant.operator;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.KubernetesResource;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.jspecify.annotations.Nullable;

/**
 * Reads the events of watches as generic objects, as which they are kept. Fabric8 (7.8) would read
 * a Deployment as a {@code Deployment} first, and then convert it. Types that are registered are
 * read as such.
 */
final class GenericSerialization extends KubernetesSerialization {
  /** Where Fabric8 finds the plural of a kind and whether it is namespaced. */
  private final KubernetesSerialization types = new KubernetesSerialization();

  GenericSerialization(ObjectMapper json) {
    boolean searchClassLoaders = false;
    super(json, searchClassLoaders);
    // it ends a watch
    registerKubernetesResource(Status.class);
  }

  @Override
  public @Nullable Class<? extends KubernetesResource> getRegisteredKubernetesResource(
      String apiVersion, String kind) {
    Class<? extends KubernetesResource> registered =
        super.getRegisteredKubernetesResource(apiVersion, kind);
    return registered == null
        ? types.getRegisteredKubernetesResource(apiVersion, kind)
        : registered;
  }
}
