package io.smarteros.tenant.supabase;

import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.TenantRecord;
import java.util.function.UnaryOperator;

/** A memory that lets something happen in the database just before its next change is persisted. */
public final class WitnessedRecordSession implements RecordSession {
  private final RecordSession recordSession;
  private Runnable next;

  public WitnessedRecordSession(RecordSession recordSession, Runnable next) {
    this.recordSession = recordSession;
    this.next = next;
  }

  @Override
  public TenantRecord read() {
    return recordSession.read();
  }

  @Override
  public TenantRecord update(UnaryOperator<TenantRecord> change) {
    Runnable now = next;
    next = () -> {};
    now.run();
    return recordSession.update(change);
  }
}
