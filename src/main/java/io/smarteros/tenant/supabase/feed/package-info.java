/** How changes of rows by others are noticed. It must not touch the cluster, and writes nothing. */
@NullMarked
package io.smarteros.tenant.supabase.feed;

import org.jspecify.annotations.NullMarked;
