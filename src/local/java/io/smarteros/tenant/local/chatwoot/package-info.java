/** What answers in place of Chatwoot, as its published sources say that it does. */
@NullMarked
package io.smarteros.tenant.local.chatwoot;

import org.jspecify.annotations.NullMarked;
