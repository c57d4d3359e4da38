/** Databases and roles for applications, on the server that a class names. */
@NullMarked
package io.smarteros.tenant.postgres;

import org.jspecify.annotations.NullMarked;
