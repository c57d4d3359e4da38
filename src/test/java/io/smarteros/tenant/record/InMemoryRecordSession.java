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
  private String document;

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
  }

  @Override
  public synchronized TenantRecord read() {
    return format.read(SECRET, document);
  }

  @Override
  public synchronized TenantRecord update(UnaryOperator<TenantRecord> change) {
    TenantRecord before = read();
    TenantRecord after = change.apply(before);
    if (!after.equals(before)) {
      document = format.write(after);
      writes.incrementAndGet();
    }
    return read();
  }

  /** How often something was persisted. */
  public int writes() {
    return writes.get();
  }
}
