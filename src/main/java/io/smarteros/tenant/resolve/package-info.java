/**
 * Tenant + TenantClass + record become a ResolvedTenant: names, hosts, defaults, what the class
 * allows. Pure.
 */
@NullMarked
package io.smarteros.tenant.resolve;

import org.jspecify.annotations.NullMarked;
