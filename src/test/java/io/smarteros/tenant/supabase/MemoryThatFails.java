package io.smarteros.tenant.supabase;

import io.smarteros.tenant.record.TenantMemory;
import io.smarteros.tenant.record.TenantRecord;
import java.util.function.UnaryOperator;

/** A memory in which the operator is killed: at the nth change, before or after it is persisted. */
final class MemoryThatFails implements TenantMemory {
  static final class KilledException extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  private final TenantMemory memory;
  private final boolean persists;
  private int updatesLeft;

  MemoryThatFails(TenantMemory memory, int atUpdate, boolean persists) {
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
