/** The smarterOS Tenant operator. */
@NullMarked
package io.smarteros.tenant;

import org.jspecify.annotations.NullMarked;
