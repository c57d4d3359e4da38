package io.smarteros.tenant.postgres;

import io.smarteros.tenant.record.Stage;
import java.util.Optional;

/**
 * Databases and roles for tenants on one PostgreSQL server (15 or newer). Calls may be made from
 * many threads and return within seconds: what takes longer goes on without the caller, who is told
 * {@link DatabaseFailure.Busy} and asks again.
 */
public interface DatabaseServer {

  /**
   * Makes the database and its role, continues where an earlier try ended, puts right what is not
   * as it should be, and writes nothing when all is well.
   *
   * @param stage {@code MADE}: it existed; when it is gone it is reported, not made again
   */
  DatabaseResult ensure(DatabaseSpec wanted, Stage stage);

  /** Whether the database is there and the tenant's, of whatever incarnation. No change. */
  CheckResult check(DatabaseIdentity wanted);

  /** Ends all sessions, then removes database and role; only ours, and of this incarnation. */
  DropResult drop(DatabaseIdentity unwanted);

  /**
   * Whether the administrator can log in and read what is there: empty, or what came in the way.
   * What was seen a moment ago for a tenant is not looked at again.
   */
  Optional<DatabaseFailure> ping();
}
