/**
 * Makes what a reconciliation found into what people read: conditions, messages and one write. It
 * must not do I/O but in {@code StatusWriter}, or use deletion and reconciliation.
 */
@NullMarked
package io.smarteros.tenant.status;

import org.jspecify.annotations.NullMarked;
