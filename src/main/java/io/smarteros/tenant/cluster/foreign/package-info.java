/**
 * Objects of others that are read by name, and not watched. It must not use any other package of
 * the operator.
 */
@NullMarked
package io.smarteros.tenant.cluster.foreign;

import org.jspecify.annotations.NullMarked;
