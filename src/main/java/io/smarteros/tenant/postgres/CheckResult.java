package io.smarteros.tenant.postgres;

import java.util.Optional;

/** Whether a tenant's database is on the server. */
public sealed interface CheckResult permits CheckResult.Found, CheckResult.Absent, DatabaseFailure {

  /**
   * It is there, and its role is marked as the tenant's.
   *
   * @param incarnation in the mark, which may be another than the one that was asked for
   */
  record Found(Optional<String> incarnation) implements CheckResult {}

  /** It is not there. */
  record Absent() implements CheckResult {}
}
