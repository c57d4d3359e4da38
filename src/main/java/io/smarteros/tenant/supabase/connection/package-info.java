/**
 * The connection to Supabase: log-in, back-off, the probe of the schema, the meaning of errors. It
 * must not touch the cluster, or what is done with rows.
 */
@NullMarked
package io.smarteros.tenant.supabase.connection;

import org.jspecify.annotations.NullMarked;
