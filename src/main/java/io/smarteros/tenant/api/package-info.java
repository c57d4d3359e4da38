/**
 * The kinds Tenant and TenantClass, from which the CRDs are generated, with their reasons, labels
 * and annotations. It must not use any other package of the operator.
 */
@NullMarked
package io.smarteros.tenant.api;

import org.jspecify.annotations.NullMarked;
