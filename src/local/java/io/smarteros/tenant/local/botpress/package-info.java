/** What answers in place of Botpress v12, as its published sources say that it does. */
@NullMarked
package io.smarteros.tenant.local.botpress;

import org.jspecify.annotations.NullMarked;
