package io.smarteros.tenant.operator;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import io.javaoperatorsdk.operator.processing.event.source.informer.TransformingItemStore;
import io.smarteros.tenant.api.Tenant;
import java.util.List;

/**
 * What the informer remembers of Tenants: all but who owns which field, and kubectl's copy of the
 * manifest. Nobody reads them, and they are larger than the rest.
 */
final class TenantStore {
  private static final String LAST_APPLIED = "kubectl.kubernetes.io/last-applied-configuration";

  private TenantStore() {}

  static ItemStore<Tenant> create() {
    return new TransformingItemStore<>(TenantStore::trim);
  }

  private static Tenant trim(Tenant tenant) {
    ObjectMeta metadata = tenant.getMetadata();
    metadata.setManagedFields(List.of());
    if (metadata.getAnnotations() != null) {
      metadata.getAnnotations().remove(LAST_APPLIED);
    }
    return tenant;
  }
}
