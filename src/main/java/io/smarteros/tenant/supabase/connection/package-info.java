/**
 * The connection to Supabase: log-in, back-off, the probe of the schema, the meaning of errors. It
 * must not use the Kubernetes API, or read and write rows.
 */
@NullMarked
package io.smarteros.tenant.supabase.connection;

import org.jspecify.annotations.NullMarked;
