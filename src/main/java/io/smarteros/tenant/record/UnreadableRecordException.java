package io.smarteros.tenant.record;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;

/** The Secret is there but does not hold a record that this operator understands. */
public final class UnreadableRecordException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient Problem problem;
  private final boolean somebodyElses;

  private UnreadableRecordException(String message, boolean somebodyElses) {
    super(message);
    this.problem = new Problem(Reason.DATA_MISSING, message);
    this.somebodyElses = somebodyElses;
  }

  static UnreadableRecordException because(String secret, String why) {
    return new UnreadableRecordException(
        "The record Secret %s cannot be read: %s; restore it from a backup or use the operator that wrote it"
            .formatted(secret, why),
        false);
  }

  /** Such as one that a class names, whose name happens to be that of a tenant's record. */
  static UnreadableRecordException isNoRecord(String secret) {
    return new UnreadableRecordException(
        "Secret %s in the operator's namespace is no tenant's record, but has the name of this tenant's: rename it, or choose another name for the Tenant"
            .formatted(secret),
        true);
  }

  /** The Secret was never a record, so nothing was begun for the tenant under it. */
  public boolean isSomebodyElses() {
    return somebodyElses;
  }

  /** What a person should know and do. */
  public Problem problem() {
    return problem;
  }
}
