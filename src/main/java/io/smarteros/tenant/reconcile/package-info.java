/**
 * One reconciliation of a tenant, from its class to its status. It must not use SQL or the package
 * of an application, and nothing but {@code operator} may use it.
 */
@NullMarked
package io.smarteros.tenant.reconcile;

import org.jspecify.annotations.NullMarked;
