/**
 * How the applications of tenants are, asked beside the reconciliations. It must not touch any
 * edge: the question is handed in.
 */
@NullMarked
package io.smarteros.tenant.health;

import org.jspecify.annotations.NullMarked;
