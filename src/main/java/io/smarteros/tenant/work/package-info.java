/**
 * Who works when: permits, the executor of reconciliations, timers, what is repeated. It must not
 * use any other package of the operator.
 */
@NullMarked
package io.smarteros.tenant.work;

import org.jspecify.annotations.NullMarked;
