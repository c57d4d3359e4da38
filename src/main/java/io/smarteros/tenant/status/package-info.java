/**
 * What a reconciliation found becomes what people read: conditions, messages and one write. It does
 * no I/O but in {@code StatusWriter}, and must not touch deletion or reconciliation.
 */
@NullMarked
package io.smarteros.tenant.status;

import org.jspecify.annotations.NullMarked;
