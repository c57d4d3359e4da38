/**
 * The record: what must be known of a tenant though its status is erased, in one Secret per tenant,
 * and the decisions of people. It must not use services or SQL.
 */
@NullMarked
package io.smarteros.tenant.record;

import org.jspecify.annotations.NullMarked;
