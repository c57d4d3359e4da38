package io.smarteros.tenant.record;

/** The record was changed or removed by somebody else since it was read. */
public final class RecordConflictException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  public RecordConflictException(String tenant) {
    super("The record of tenant " + tenant + " was changed by somebody else since it was read");
  }
}
