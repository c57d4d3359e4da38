/**
 * Roll-outs: at which pace a change of a class, of what it names, or of the operator reaches the
 * tenants of the class. What a tenant follows, and whether it has its turn, is in its record; the
 * rest is found again from the records. It must not use services, rows or the reconciliation of a
 * tenant.
 */
@NullMarked
package io.smarteros.tenant.tenantclass.rollout;

import org.jspecify.annotations.NullMarked;
