/** What answers in place of n8n, as the real one did. */
@NullMarked
package io.smarteros.tenant.local.n8n;

import org.jspecify.annotations.NullMarked;
