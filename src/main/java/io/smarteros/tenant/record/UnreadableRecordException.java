package io.smarteros.tenant.record;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;

/** The Secret is there but does not hold a record that this operator understands. */
public final class UnreadableRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;

  UnreadableRecordException(String tenant, String why) {
    super("The record Secret %s cannot be read: %s".formatted(RecordStore.secretName(tenant), why));
    this.problem =
        new Problem(
            Reason.DATA_MISSING,
            "The record Secret %s cannot be read: %s; restore it from a backup or use the operator that wrote it"
                .formatted(RecordStore.secretName(tenant), why));
  }

  /** What a person should know and do. */
  public Problem problem() {
    return problem;
  }
}
