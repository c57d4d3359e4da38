/** The objects that the applications have in common. */
@NullMarked
package io.smarteros.tenant.service.blueprint;

import org.jspecify.annotations.NullMarked;
