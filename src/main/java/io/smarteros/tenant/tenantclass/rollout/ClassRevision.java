package io.smarteros.tenant.tenantclass.rollout;

import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;

/**
 * A TenantClass as it was at some time, for the tenants whose turn has not come since.
 *
 * @param name of its ControllerRevision
 * @param spec all of it, as it was
 */
public record ClassRevision(String name, TenantClassSpec spec) {

  /** Whether the class is still like this, but for what follows at once. */
  boolean isOf(TenantClassSpec latest) {
    return merged(spec, latest).equals(latest);
  }

  /** The class as it counts for a tenant that follows this revision. */
  public TenantClass inForce(TenantClass latest) {
    TenantClass former = new TenantClass();
    former.setMetadata(latest.getMetadata());
    former.setSpec(merged(spec, latest.getSpec()));
    return former;
  }

  /**
   * What changes pods or routes is as it was. What does not follows at once: the guard rails of the
   * namespace, logins, what a Tenant may set, and the pace itself.
   */
  static TenantClassSpec merged(TenantClassSpec former, TenantClassSpec latest) {
    return new TenantClassSpec(
        former.baseDomain(),
        latest.namespacePrefix(),
        latest.namespace(),
        former.routing(),
        latest.storageClassName(),
        latest.podSecurity(),
        latest.quota(),
        latest.limits(),
        latest.network(),
        former.imageRegistry(),
        latest.imagePullSecrets(),
        former.nodeSelector(),
        former.tolerations(),
        latest.database(),
        former.smtp(),
        former.objectStorage(),
        former.redis(),
        latest.allow(),
        former.services(),
        latest.rollout());
  }
}
