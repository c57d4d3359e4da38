/**
 * Reads and writes of {@code tenants}, {@code tenant_services} and their owners. It must not touch
 * the cluster.
 */
@NullMarked
package io.smarteros.tenant.supabase.table;

import org.jspecify.annotations.NullMarked;
