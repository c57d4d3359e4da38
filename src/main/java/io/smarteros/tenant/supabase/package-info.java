/**
 * Keeps a tenant's rows in Supabase as declared, by connection, decision, table and feed together.
 * It must not use the Kubernetes API or services.
 */
@NullMarked
package io.smarteros.tenant.supabase;

import org.jspecify.annotations.NullMarked;
