package io.smarteros.tenant.supabase;

import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.TenantRecord;
import java.util.function.UnaryOperator;

/** A memory in which the operator is killed: at the nth change, before or after it is persisted. */
final class FailingRecordSession implements RecordSession {
  static final class KilledException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final RecordSession recordSession;
  private final boolean persists;
  private int updatesLeft;

  FailingRecordSession(RecordSession recordSession, int atUpdate, boolean persists) {
    this.recordSession = recordSession;
    this.updatesLeft = atUpdate;
    this.persists = persists;
  }

  @Override
  public TenantRecord read() {
    return recordSession.read();
  }

  @Override
  public TenantRecord update(UnaryOperator<TenantRecord> change) {
    if (--updatesLeft > 0) {
      return recordSession.update(change);
    }
    if (persists) {
      recordSession.update(change);
    }
    throw new KilledException();
  }
}
