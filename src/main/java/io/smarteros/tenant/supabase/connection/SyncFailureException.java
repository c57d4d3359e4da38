package io.smarteros.tenant.supabase.connection;

import io.smarteros.tenant.supabase.decision.SyncFailure;
import java.sql.SQLException;

/** A {@link SyncFailure} as an SQL exception, for code that can throw nothing else. */
public final class SyncFailureException extends SQLException {
  private static final long serialVersionUID = 1L;

  private final transient SyncFailure failure;

  public SyncFailureException(SyncFailure failure) {
    super(failure.message());
    this.failure = failure;
  }

  public SyncFailure failure() {
    return failure;
  }
}
