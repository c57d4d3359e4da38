/** Notices changes of rows that others made. It must not use the Kubernetes API or write rows. */
@NullMarked
package io.smarteros.tenant.supabase.feed;

import org.jspecify.annotations.NullMarked;
