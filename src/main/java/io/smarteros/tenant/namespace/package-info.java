/**
 * A tenant's namespace and its guard rails: quota, limits, network policies, RoleBinding, pull
 * Secrets. It must not use services, rows, SQL or anything above it.
 */
@NullMarked
package io.smarteros.tenant.namespace;

import org.jspecify.annotations.NullMarked;
