/**
 * Who wins between a Tenant and its rows: pure functions and the values they work on. It must not
 * touch JDBC or the other rooms of {@code supabase}.
 */
@NullMarked
package io.smarteros.tenant.supabase.decision;

import org.jspecify.annotations.NullMarked;
