package io.smarteros.tenant.supabase.connection;

import io.smarteros.tenant.supabase.decision.SyncFailure;
import java.sql.SQLException;

/** Trouble on its way up, where only SQL exceptions can pass. */
public final class SyncFailureException extends SQLException {
  private static final long serialVersionUID = 1L;

  private final transient SyncFailure trouble;

  public SyncFailureException(SyncFailure trouble) {
    super(trouble.message());
    this.trouble = trouble;
  }

  public SyncFailure trouble() {
    return trouble;
  }
}
