/** The way from users to applications, with the whole operator. */
@NullMarked
package io.smarteros.tenant.system.routing;

import org.jspecify.annotations.NullMarked;
