/** Certificates for servers that are played. */
@NullMarked
package io.smarteros.tenant.local.tls;

import org.jspecify.annotations.NullMarked;
