/**
 * Events and metrics of the operator. It must not use anything above {@code service}: no rows, no
 * status, no reconciliation.
 */
@NullMarked
package io.smarteros.tenant.observability;

import org.jspecify.annotations.NullMarked;
