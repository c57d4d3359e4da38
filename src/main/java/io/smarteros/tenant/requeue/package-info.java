/**
 * When a tenant is reconciled again: delays, back-off and the schedule of full resyncs. It must not
 * use any other package of the operator.
 */
@NullMarked
package io.smarteros.tenant.requeue;

import org.jspecify.annotations.NullMarked;
