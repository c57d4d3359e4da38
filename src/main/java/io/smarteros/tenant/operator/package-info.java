/**
 * The operator itself: reconcilers, lanes, clean-up, status, events, metrics, health,
 * configuration.
 */
@NullMarked
package io.smarteros.tenant.operator;

import org.jspecify.annotations.NullMarked;
