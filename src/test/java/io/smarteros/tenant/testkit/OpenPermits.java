package io.smarteros.tenant.testkit;

import io.smarteros.tenant.work.WorkPermits;

/** Permits of an operator that may act. */
public final class OpenPermits {
  private OpenPermits() {}

  public static WorkPermits of(int permits) {
    WorkPermits open = new WorkPermits(permits);
    open.open();
    return open;
  }
}
