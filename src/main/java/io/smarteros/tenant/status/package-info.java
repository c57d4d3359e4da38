/**
 * Makes what a reconciliation found into what people read: conditions and messages. It must not do
 * I/O, or use deletion and reconciliation.
 */
@NullMarked
package io.smarteros.tenant.status;

import org.jspecify.annotations.NullMarked;
