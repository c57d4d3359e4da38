/**
 * TenantClass: what the platform team decides once per plan. It must not touch anything of ours
 * outside the API.
 */
@NullMarked
package io.smarteros.tenant.api.tenantclass;

import org.jspecify.annotations.NullMarked;
