/** The tenant's rows in Supabase: who wins, owners, change detection. */
@NullMarked
package io.smarteros.tenant.supabase;

import org.jspecify.annotations.NullMarked;
