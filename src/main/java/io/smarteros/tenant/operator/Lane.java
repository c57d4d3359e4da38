package io.smarteros.tenant.operator;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.resolve.ResolvedService;
import io.smarteros.tenant.resolve.ResolvedTenant;
import io.smarteros.tenant.service.ServiceMemory;
import io.smarteros.tenant.service.TenantService;
import java.util.Optional;

/**
 * One service of one tenant during one pass.
 *
 * @param running false while the tenant is suspended, or the service is switched off in its row
 * @param namespaceReady false while nothing may be made in the namespace
 * @param refusal why the service must not be touched while it runs
 * @param held what of the spec is not followed although the service runs
 * @param verify this is the paced full pass: what is not watched is read again
 */
record Lane(
    Tenant manifest,
    ResolvedTenant tenant,
    ResolvedService resolved,
    TenantService service,
    ServiceMemory memory,
    Decisions decisions,
    boolean running,
    boolean namespaceReady,
    Optional<Problem> refusal,
    Optional<Problem> held,
    boolean verify) {}
