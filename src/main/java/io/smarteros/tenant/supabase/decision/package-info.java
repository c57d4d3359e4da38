/**
 * Decides who wins between a Tenant and its rows: pure functions and the values that they work on.
 * It must not use JDBC or the other packages of {@code supabase}.
 */
@NullMarked
package io.smarteros.tenant.supabase.decision;

import org.jspecify.annotations.NullMarked;
