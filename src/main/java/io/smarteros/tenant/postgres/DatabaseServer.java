package io.smarteros.tenant.postgres;

import io.smarteros.tenant.record.Stage;

/**
 * Databases and roles for tenants on one PostgreSQL server (15 or newer). Calls block, and may be
 * made from many threads: they wait for each other where the server should not see more at once.
 */
public interface DatabaseServer {

  /**
   * Makes the database and its role, continues where an earlier try ended, puts right what is not
   * as it should be, and writes nothing when all is well.
   *
   * @param stage {@code MADE}: it existed; when it is gone it is reported, not made again
   */
  DatabaseResult ensure(DatabaseSpec wanted, Stage stage);

  /** Whether the database is there and ours. One query, no change. */
  DatabaseResult check(DatabaseIdentity wanted);

  /** Ends all sessions, then removes database and role; only ours. */
  DropResult drop(DatabaseIdentity unwanted);
}
