/**
 * What a TenantClass names, its Secrets and its database server; its status and its finalizer. It
 * must not use services, rows or the reconciliation of a tenant.
 */
@NullMarked
package io.smarteros.tenant.tenantclass;

import org.jspecify.annotations.NullMarked;
