/**
 * Holds what rows demand of tenants when too many do at once, or when the database may be another
 * one than before. It must not use the Kubernetes API, write rows or read them.
 */
@NullMarked
package io.smarteros.tenant.supabase.brake;

import org.jspecify.annotations.NullMarked;
