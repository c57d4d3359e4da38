package io.smarteros.tenant.record;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

/**
 * A memory that goes through the stored form with every change, so that what the document cannot
 * hold is lost here too.
 */
public final class InMemoryRecordSession implements RecordSession {
  private static final String SECRET = "tenant-in-memory";

  private final RecordFormat format = new RecordFormat();
  private final AtomicInteger writes = new AtomicInteger();

  /** As persisted. */
  private String document;

  /** With what was left for later. */
  private String current;

  private boolean prepared;

  public InMemoryRecordSession() {
    this("tenant-acme");
  }

  /** Of a tenant that lives in this namespace. */
  public InMemoryRecordSession(String namespace) {
    this(
        TenantRecord.begin(
            "uid-1",
            PlacementBuilder.builder()
                .className("standard")
                .namespace(namespace)
                .namespaceStage(Stage.PLANNED)
                .build()));
  }

  public InMemoryRecordSession(TenantRecord record) {
    this.document = format.write(record);
    this.current = document;
  }

  @Override
  public synchronized TenantRecord read() {
    return format.read(SECRET, current);
  }

  @Override
  public synchronized TenantRecord update(UnaryOperator<TenantRecord> change) {
    prepare(change);
    persist();
    return read();
  }

  @Override
  public synchronized void prepare(UnaryOperator<TenantRecord> change) {
    String before = current;
    later(change);
    prepared |= !current.equals(before);
  }

  @Override
  public synchronized void persist() {
    if (prepared) {
      flush();
    }
  }

  @Override
  public synchronized void later(UnaryOperator<TenantRecord> change) {
    current = format.write(change.apply(read()));
  }

  @Override
  public synchronized void flush() {
    prepared = false;
    if (!document.equals(current)) {
      document = current;
      writes.incrementAndGet();
    }
  }

  /** As an operator finds it that starts now. */
  public synchronized InMemoryRecordSession afterRestart() {
    return new InMemoryRecordSession(format.read(SECRET, document));
  }

  /** Whether something was prepared that an operator would not find that starts now. */
  public synchronized boolean hasUnpersisted() {
    return prepared;
  }

  /** How often something was persisted. */
  public int writes() {
    return writes.get();
  }
}
