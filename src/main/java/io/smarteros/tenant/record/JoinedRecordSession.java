package io.smarteros.tenant.record;

import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Joins the changes that come while a write is under way into the next one. */
final class JoinedRecordSession implements RecordSession {
  private final Consumer<TenantRecord> store;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();

  /** With all changes. */
  private TenantRecord record;

  /** As in the store, once it is there. */
  private @Nullable TenantRecord persisted;

  private @Nullable RuntimeException failure;
  private boolean writing;

  /** How many changes there were so far, those for later aside. */
  private long changes;

  /** How many of them somebody waits for, or waited. */
  private long needed;

  /** How many of them are persisted. */
  private long written;

  /**
   * Of a record that the store has, or is to get with the first write.
   *
   * @param persisted as the store has it
   * @param store writes the whole record, by one thread at a time
   */
  JoinedRecordSession(
      TenantRecord record, @Nullable TenantRecord persisted, Consumer<TenantRecord> store) {
    this.record = record;
    this.persisted = persisted;
    this.store = store;
    this.changes = persisted == null ? 1 : 0;
    this.needed = changes;
  }

  @Override
  public TenantRecord read() {
    lock.lock();
    try {
      return record;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public TenantRecord update(UnaryOperator<TenantRecord> change) {
    lock.lock();
    try {
      if (applied(change)) {
        needed = changes;
      }
      awaitWritten(needed);
      return record;
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void prepare(UnaryOperator<TenantRecord> change) {
    lock.lock();
    try {
      applied(change);
    } finally {
      lock.unlock();
    }
  }

  private boolean applied(UnaryOperator<TenantRecord> change) {
    TenantRecord changed = change.apply(record);
    boolean isNew = !changed.equals(record);
    if (isNew) {
      record = changed;
      changes++;
    }
    return isNew;
  }

  @Override
  public void persist() {
    lock.lock();
    try {
      needed = changes;
      awaitWritten(needed);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void later(UnaryOperator<TenantRecord> change) {
    lock.lock();
    try {
      record = change.apply(record);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void flush() {
    lock.lock();
    try {
      if (!record.equals(persisted)) {
        changes++;
      }
      needed = changes;
      awaitWritten(needed);
    } finally {
      lock.unlock();
    }
  }

  private void awaitWritten(long change) {
    while (failure == null && written < change) {
      if (writing) {
        ended.awaitUninterruptibly();
      } else {
        write();
      }
    }
    if (failure != null) {
      throw failure;
    }
  }

  private void write() {
    TenantRecord next = record;
    long including = changes;
    writing = true;
    lock.unlock();
    @Nullable RuntimeException failed = null;
    try {
      store.accept(next);
    } catch (RuntimeException e) {
      failed = e;
    }
    lock.lock();
    writing = false;
    ended.signalAll();
    if (failed == null) {
      persisted = next;
      written = including;
    } else {
      failure = failed;
      record = persisted == null ? record : persisted;
    }
  }
}
