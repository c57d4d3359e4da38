/**
 * Reads and writes {@code tenants}, {@code tenant_services} and their owners. It must not use the
 * Kubernetes API, or decide who wins.
 */
@NullMarked
package io.smarteros.tenant.supabase.table;

import org.jspecify.annotations.NullMarked;
