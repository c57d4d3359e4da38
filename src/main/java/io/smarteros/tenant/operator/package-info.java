/**
 * The process: start, wiring, leadership and logging. It must not decide anything about a tenant,
 * and no other package may use it.
 */
@NullMarked
package io.smarteros.tenant.operator;

import org.jspecify.annotations.NullMarked;
