/**
 * One reconciliation of a tenant, from its class to its status. Nothing but {@code operator} may
 * use it.
 */
@NullMarked
package io.smarteros.tenant.reconcile;

import org.jspecify.annotations.NullMarked;
