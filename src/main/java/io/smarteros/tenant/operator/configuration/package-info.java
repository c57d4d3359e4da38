/** What the operator is told by its environment, and how that is written. */
@NullMarked
package io.smarteros.tenant.operator.configuration;

import org.jspecify.annotations.NullMarked;
