package io.smarteros.tenant.record;

/** The Secret is there but does not hold a record that this operator understands. */
public final class UnreadableRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  UnreadableRecordException(String tenant, String why) {
    super(
        "The record Secret %s cannot be read: %s; restore it from a backup or use the operator that wrote it"
            .formatted(RecordStore.secretName(tenant), why));
  }
}
