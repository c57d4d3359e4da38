package io.smarteros.tenant.supabase.brake;

import java.time.Instant;
import java.util.Optional;

/** Whether a tenant may follow its row. */
public sealed interface Admission {

  /**
   * It may.
   *
   * @param countedSince to be noted in the record, so that it counts after a restart too; empty
   *     where it does not count
   */
  record Admitted(Optional<Instant> countedSince) implements Admission {}

  /** A person has to look at the database first. */
  record Refused(HeldRows held) implements Admission {}
}
