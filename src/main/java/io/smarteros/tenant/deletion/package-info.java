/**
 * What the finalizer does, from the record and without the tenant's class. It must not use status
 * or reconciliation.
 */
@NullMarked
package io.smarteros.tenant.deletion;

import org.jspecify.annotations.NullMarked;
