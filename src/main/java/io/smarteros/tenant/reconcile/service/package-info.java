/**
 * One service of a tenant as a chain of steps. It must not change rows, the namespace or the
 * status.
 */
@NullMarked
package io.smarteros.tenant.reconcile.service;

import org.jspecify.annotations.NullMarked;
