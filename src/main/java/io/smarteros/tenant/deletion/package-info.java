/**
 * What the finalizer does: it works from the record and needs no class. It must not touch status or
 * reconciliation.
 */
@NullMarked
package io.smarteros.tenant.deletion;

import org.jspecify.annotations.NullMarked;
