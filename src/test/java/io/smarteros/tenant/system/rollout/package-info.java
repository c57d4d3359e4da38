/**
 * How changes of a class, of an application or of the operator reach tenants, with the whole
 * operator.
 */
@NullMarked
package io.smarteros.tenant.system.rollout;

import org.jspecify.annotations.NullMarked;
