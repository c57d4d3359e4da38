package io.smarteros.tenant.record;

import java.util.function.UnaryOperator;

/**
 * One tenant's record during a pass. Lanes run side by side and share it; a change is persisted
 * before the call returns, so that what follows may rely on it.
 */
public interface RecordSession {

  /** As last persisted. */
  TenantRecord read();

  /**
   * Persists a change; writes nothing when the change leaves the record as it is.
   *
   * @throws RecordConflictException when another writer was faster: end the pass and begin again
   */
  TenantRecord update(UnaryOperator<TenantRecord> change);
}
