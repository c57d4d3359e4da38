package io.smarteros.tenant.resolve;

import io.fabric8.kubernetes.api.model.Quantity;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec.Limits;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The most that a container can ask for under the LimitRange of a class. A container names its
 * memory limit; its CPU limit is the LimitRange's default, and no request may be above it.
 *
 * @param byResource {@code cpu} and {@code memory}, where they are limited
 */
record ContainerLimits(Map<String, Limit> byResource) {

  ContainerLimits {
    byResource = Map.copyOf(byResource);
  }

  /**
   * One of them.
   *
   * @param field of the class that says it
   */
  record Limit(String most, String field) {}

  static ContainerLimits of(@Nullable Limits limits) {
    Map<String, Limit> found = new HashMap<>();
    if (limits != null) {
      limit(limits.max(), "cpu", "limits.max.cpu", found);
      limit(limits.max(), "memory", "limits.max.memory", found);
      limit(limits.defaultLimits(), "cpu", "limits.defaultLimits.cpu", found);
    }
    return new ContainerLimits(found);
  }

  private static void limit(
      Map<String, Quantity> quantities, String resource, String field, Map<String, Limit> found) {
    Optional.ofNullable(quantities.get(resource))
        .map(Quantities::canonical)
        .ifPresent(most -> found.put(resource, new Limit(most, field)));
  }

  Optional<Limit> find(String resource) {
    return Optional.ofNullable(byResource.get(resource));
  }
}
