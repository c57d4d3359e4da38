/** A PostgreSQL, and the Supabase stand-in in it. */
@NullMarked
package io.smarteros.tenant.local.database;

import org.jspecify.annotations.NullMarked;
