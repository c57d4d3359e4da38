package io.smarteros.tenant.supabase;

import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.TenantRecord;
import java.util.function.UnaryOperator;

/** A memory in which the operator is killed: at the nth change, before or after it is persisted. */
final class MemoryThatFails implements RecordSession {
  static final class KilledException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final RecordSession memory;
  private final boolean persists;
  private int updatesLeft;

  MemoryThatFails(RecordSession memory, int atUpdate, boolean persists) {
    this.memory = memory;
    this.updatesLeft = atUpdate;
    this.persists = persists;
  }

  @Override
  public TenantRecord read() {
    return memory.read();
  }

  @Override
  public TenantRecord update(UnaryOperator<TenantRecord> change) {
    if (--updatesLeft > 0) {
      return memory.update(change);
    }
    if (persists) {
      memory.update(change);
    }
    throw new KilledException();
  }
}
