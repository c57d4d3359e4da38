package io.smarteros.tenant.resolve;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.service.ServiceName;
import java.util.List;
import java.util.Map;

/**
 * A resolved Tenant, and which parts of its spec are not followed.
 *
 * @param rejected services that are not touched: what runs of them is left alone
 * @param keptAsIs services that are kept as they run in one respect, and followed in the rest
 * @param general what concerns the tenant as a whole
 */
public record Resolution(
    ResolvedTenant tenant,
    Map<ServiceName, Problem> rejected,
    Map<ServiceName, Problem> keptAsIs,
    List<Problem> general) {}
