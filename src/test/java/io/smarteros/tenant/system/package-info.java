/** The operator as a whole, on a real Kubernetes and a real PostgreSQL. */
@NullMarked
package io.smarteros.tenant.system;

import org.jspecify.annotations.NullMarked;
