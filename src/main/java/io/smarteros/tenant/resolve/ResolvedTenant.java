package io.smarteros.tenant.resolve;

import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Map;
import java.util.Optional;

/**
 * A Tenant with everything decided: what the pure compile step works from.
 *
 * @param uid of the Tenant object, for ownerReferences
 * @param namespace where the applications run; from the record once it is fixed there
 * @param storageClassName of the volumes, fixed with the first volume; empty for the cluster's
 *     default
 * @param domain custom domain, when the class allows one; else the one that it allowed last
 * @param administrator e-mail address of the first administrator in the applications
 * @param services the services that are in the spec and can be resolved
 */
@RecordBuilder
public record ResolvedTenant(
    String name,
    String uid,
    String displayName,
    String namespace,
    Optional<String> storageClassName,
    Optional<String> domain,
    Optional<String> administrator,
    String className,
    TenantClassSpec tenantClass,
    Map<ServiceName, ResolvedService> services)
    implements ResolvedTenantBuilder.With {}
