package io.smarteros.tenant.supabase.table;

import io.smarteros.tenant.supabase.connection.RowSecurity;
import io.smarteros.tenant.supabase.connection.RowSecurity.Command;
import io.smarteros.tenant.supabase.connection.SupabaseErrors;
import io.smarteros.tenant.supabase.connection.SyncFailureException;
import java.sql.Connection;
import java.sql.SQLException;

/** Why a statement changed no row although it gave no error. */
final class UnwrittenRow {
  private UnwrittenRow() {}

  /** A policy may let a row be seen and not changed. */
  static SQLException cannotChange(String table, Connection connection) throws SQLException {
    return RowSecurity.blocking(table, Command.UPDATE, connection)
        .orElseGet(() -> discarded("update of", table));
  }

  static SyncFailureException discarded(String what, String table) {
    return new SyncFailureException(
        SupabaseErrors.refused(
            """
            A trigger or rule of public.%2$s discards the %1$s public.%2$s without an error. \
            Correct it, so that the operator's writes stay"""
                .formatted(what, table)));
  }
}
