@NullMarked
package io.smarteros.tenant.supabase;

import org.jspecify.annotations.NullMarked;
