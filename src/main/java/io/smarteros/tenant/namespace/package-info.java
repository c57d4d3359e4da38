/**
 * A tenant's namespace and its guard rails: quota, limits, network policies, RoleBinding, pull
 * Secrets. It must not touch applications, rows, SQL or anything above it.
 */
@NullMarked
package io.smarteros.tenant.namespace;

import org.jspecify.annotations.NullMarked;
