package io.smarteros.tenant.testkit;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.api.tenantclass.TenantClass;

/** Tenants and classes from the YAML that a person would write, as the API server returns them. */
public final class Manifests {
  private static final KubernetesSerialization YAML = new KubernetesSerialization();

  private Manifests() {}

  /** A Tenant of which only the spec is given. */
  public static Tenant tenant(String name, String spec) {
    Tenant tenant = read(Tenant.class, name, spec);
    tenant.getMetadata().setGeneration(1L);
    return tenant;
  }

  public static TenantStatus status(String yaml) {
    return YAML.unmarshal(yaml, TenantStatus.class);
  }

  public static TenantClass tenantClass(String name, String spec) {
    TenantClass tenantClass = read(TenantClass.class, name, spec);
    tenantClass.getMetadata().setGeneration(1L);
    return tenantClass;
  }

  private static <T extends HasMetadata> T read(Class<T> type, String name, String spec) {
    String manifest =
        """
        apiVersion: smarteros.io/v1alpha1
        kind: %s
        metadata:
          name: %s
          uid: %s-uid
          resourceVersion: "1"
          creationTimestamp: "2026-11-01T10:00:00Z"
        spec:
        %s
        """
            .formatted(type.getSimpleName(), name, name, spec.indent(2));
    return YAML.unmarshal(manifest, type);
  }
}
