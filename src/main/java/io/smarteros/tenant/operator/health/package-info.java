/**
 * The process's own health: liveness, readiness and the management HTTP server. It must not use
 * anything that knows tenants.
 */
@NullMarked
package io.smarteros.tenant.operator.health;

import org.jspecify.annotations.NullMarked;
