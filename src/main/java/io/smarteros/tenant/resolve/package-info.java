/**
 * Makes Tenant, TenantClass and record into a ResolvedTenant: names, hosts, defaults, and what the
 * class allows. It must not do I/O.
 */
@NullMarked
package io.smarteros.tenant.resolve;

import org.jspecify.annotations.NullMarked;
