/** The two kinds, Tenant and TenantClass: the CRDs, and the reasons that a status may give. */
@NullMarked
package io.smarteros.tenant.api;

import org.jspecify.annotations.NullMarked;
