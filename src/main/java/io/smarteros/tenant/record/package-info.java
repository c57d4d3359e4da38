/**
 * The tenant's memory: what must be known even when the status is erased. One Secret per tenant.
 */
@NullMarked
package io.smarteros.tenant.record;

import org.jspecify.annotations.NullMarked;
