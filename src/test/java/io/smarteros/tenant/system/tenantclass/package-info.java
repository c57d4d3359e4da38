/** What a TenantClass names, and what its status says, with the whole operator. */
@NullMarked
package io.smarteros.tenant.system.tenantclass;

import org.jspecify.annotations.NullMarked;
