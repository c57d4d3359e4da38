package io.smarteros.tenant.supabase.brake;

import java.time.Instant;

/** Whether a tenant may follow its row. */
public sealed interface Admission {

  /**
   * It may.
   *
   * @param counts towards the tenants that follow their rows within an hour
   */
  record Follow(Instant at, boolean counts) implements Admission {}

  /** A person has to look at the database first. */
  record Hold(HeldRows held) implements Admission {}
}
