package io.smarteros.tenant.supabase;

import java.sql.SQLException;

/** Trouble on its way up, where only SQL exceptions can pass. */
final class TroubleException extends SQLException {
  private static final long serialVersionUID = 1L;

  private final transient Trouble trouble;

  TroubleException(Trouble trouble) {
    super(trouble.message());
    this.trouble = trouble;
  }

  Trouble trouble() {
    return trouble;
  }
}
