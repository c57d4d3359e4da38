package io.smarteros.tenant.record;

import java.util.function.UnaryOperator;

/**
 * One tenant's record during a reconciliation. Its services share it in parallel, and changes that
 * come together are persisted in one write. After a write that failed nothing can be changed any
 * more: end the reconciliation and begin again.
 */
public interface RecordSession {

  /** With all changes so far. */
  TenantRecord read();

  /**
   * Changes the record and returns once that is persisted, so that what follows may rely on it.
   * Writes nothing when the change leaves the record as it is.
   *
   * @throws RecordConflictException when another writer was faster
   */
  TenantRecord update(UnaryOperator<TenantRecord> change);

  /** Changes the record. To be followed by {@link #persist} before what relies on it. */
  default void prepare(UnaryOperator<TenantRecord> change) {
    update(change);
  }

  /**
   * Returns once all that was prepared is persisted.
   *
   * @throws RecordConflictException when another writer was faster
   */
  default void persist() {}

  /**
   * Changes the record, and leaves it to the next write or to {@link #flush} to persist that. For
   * what a later reconciliation would find out again if the operator ended before.
   */
  default void later(UnaryOperator<TenantRecord> change) {
    update(change);
  }

  /**
   * Persists what was left for later. To be called at the end.
   *
   * @throws RecordConflictException when another writer was faster
   */
  default void flush() {}
}
