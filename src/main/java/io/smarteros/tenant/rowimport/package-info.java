/**
 * Makes Tenants of rows in Supabase, and keeps what the row decides of them up to date. It writes
 * the specs of such Tenants alone; all else about them is done as for other Tenants.
 */
@NullMarked
package io.smarteros.tenant.rowimport;

import org.jspecify.annotations.NullMarked;
