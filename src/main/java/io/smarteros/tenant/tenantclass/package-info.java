/**
 * What a TenantClass names, its Secrets and its database server, and the reconciler of its
 * finalizer. It must not use services, rows or the reconciliation of a tenant.
 */
@NullMarked
package io.smarteros.tenant.tenantclass;

import org.jspecify.annotations.NullMarked;
