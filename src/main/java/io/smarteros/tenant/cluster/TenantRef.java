package io.smarteros.tenant.cluster;

import io.smarteros.tenant.api.Tenant;

/**
 * Whose objects are meant, and where they live. What bears a tenant's labels in another namespace,
 * such as a copy that somebody made to look into something, is not the tenant's.
 *
 * @param tenant name of the Tenant
 * @param tenantUid of the Tenant: what belongs to an earlier one of the same name is left to
 *     garbage collection
 */
public record TenantRef(String tenant, String tenantUid, String namespace) {

  public static TenantRef of(Tenant tenant, String namespace) {
    return new TenantRef(tenant.getMetadata().getName(), tenant.getMetadata().getUid(), namespace);
  }
}
