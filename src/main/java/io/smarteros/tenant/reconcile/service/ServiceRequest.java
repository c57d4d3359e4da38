package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.record.Decisions;
import io.smarteros.tenant.resolve.ResolvedService;
import io.smarteros.tenant.resolve.ResolvedTenant;
import io.smarteros.tenant.service.ServiceRecordSession;
import io.smarteros.tenant.service.TenantService;
import io.smarteros.tenant.tenantclass.rollout.TenantTurn;
import java.util.Optional;

/**
 * What is asked of one service of one tenant in one reconciliation.
 *
 * @param running false while the tenant is suspended, or the service is switched off in its row
 * @param namespaceReady false while nothing may be made in the namespace
 * @param rejection why the service must not be touched while it runs
 * @param keptAsIs what of the spec is not followed although the service runs
 * @param turn of the tenant in the roll-out of its class
 * @param fullResync what is not watched is read again
 */
record ServiceRequest(
    Tenant manifest,
    ResolvedTenant tenant,
    ResolvedService resolved,
    TenantService service,
    ServiceRecordSession recordSession,
    Decisions decisions,
    boolean running,
    boolean namespaceReady,
    Optional<Problem> rejection,
    Optional<Problem> keptAsIs,
    TenantTurn turn,
    boolean fullResync) {}
