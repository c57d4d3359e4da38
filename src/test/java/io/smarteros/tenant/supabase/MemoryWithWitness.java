package io.smarteros.tenant.supabase;

import io.smarteros.tenant.record.TenantMemory;
import io.smarteros.tenant.record.TenantRecord;
import java.util.function.UnaryOperator;

/** A memory that lets something happen in the database just before its next change is persisted. */
public final class MemoryWithWitness implements TenantMemory {
  private final TenantMemory memory;
  private Runnable next;

  public MemoryWithWitness(TenantMemory memory, Runnable next) {
    this.memory = memory;
    this.next = next;
  }

  @Override
  public TenantRecord read() {
    return memory.read();
  }

  @Override
  public TenantRecord update(UnaryOperator<TenantRecord> change) {
    Runnable now = next;
    next = () -> {};
    now.run();
    return memory.update(change);
  }
}
