/**
 * What the operator is told by its environment, and how that is written. It must not use any other
 * package of the operator.
 */
@NullMarked
package io.smarteros.tenant.operator.configuration;

import org.jspecify.annotations.NullMarked;
