/**
 * The SQL that is shipped for the Supabase project, from {@code src/main/supabase}. The operator
 * itself runs none of it.
 */
@NullMarked
package io.smarteros.tenant.supabase.migration;

import org.jspecify.annotations.NullMarked;
