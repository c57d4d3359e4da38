/**
 * Whether users get to a service through its route: what controllers say of Ingress and HTTPRoute,
 * and the certificate that they are shown. All but {@code Routes} decides by values alone. It must
 * not use services or SQL.
 */
@NullMarked
package io.smarteros.tenant.reachability;

import org.jspecify.annotations.NullMarked;
