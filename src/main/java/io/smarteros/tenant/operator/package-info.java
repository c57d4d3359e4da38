/**
 * The operator itself: reconcilers, lanes, clean-up, status, events, metrics, health, and how all
 * of it is put together.
 */
@NullMarked
package io.smarteros.tenant.operator;

import org.jspecify.annotations.NullMarked;
