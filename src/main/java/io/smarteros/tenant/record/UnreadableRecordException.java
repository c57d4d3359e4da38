package io.smarteros.tenant.record;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;

/** The Secret exists, but this operator cannot read a record in it. */
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
        "The operator cannot read the record, Secret %s: %s. Restore it from a backup, or use the version of the operator that wrote it"
            .formatted(secret, why),
        false);
  }

  /** Somebody else's Secret has the name of the record. */
  static UnreadableRecordException isNoRecord(String secret) {
    return new UnreadableRecordException(
        "Secret %s in the operator's namespace has the name of this tenant's record, and is not a record. Rename it, or rename the Tenant"
            .formatted(secret),
        true);
  }

  /** The Secret was never a record, so nothing was created for the tenant under it. */
  public boolean isSomebodyElses() {
    return somebodyElses;
  }

  /** What is wrong, and what to do. */
  public Problem problem() {
    return problem;
  }
}
