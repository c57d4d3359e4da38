package io.smarteros.tenant.namespace;

import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import java.util.Set;

/**
 * What the guard rails are compiled from.
 *
 * @param operatorNamespace from where the operator calls the applications
 * @param operatorServiceAccount who gets the rights
 * @param endpoints of the applications that the tenant has
 */
public record GuardRailInput(
    String tenant,
    String namespace,
    TenantClassSpec tenantClass,
    String operatorNamespace,
    String operatorServiceAccount,
    Set<PodEndpoint> endpoints) {}
