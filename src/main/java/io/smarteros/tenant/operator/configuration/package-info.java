/**
 * The operator's configuration, from environment variables. It must not use any other package of
 * the operator.
 */
@NullMarked
package io.smarteros.tenant.operator.configuration;

import org.jspecify.annotations.NullMarked;
