package io.smarteros.tenant.record;

import java.util.function.UnaryOperator;

/**
 * One tenant's record during a reconciliation. Its services share it in parallel; a change is
 * persisted before the call returns, so that what follows may rely on it.
 */
public interface RecordSession {

  /** As last persisted. */
  TenantRecord read();

  /**
   * Persists a change; writes nothing when the change leaves the record as it is.
   *
   * @throws RecordConflictException when another writer was faster: end the reconciliation and
   *     begin again
   */
  TenantRecord update(UnaryOperator<TenantRecord> change);
}
