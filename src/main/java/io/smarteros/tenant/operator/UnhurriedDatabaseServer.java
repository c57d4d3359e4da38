package io.smarteros.tenant.operator;

import io.smarteros.tenant.postgres.CheckResult;
import io.smarteros.tenant.postgres.DatabaseFailure;
import io.smarteros.tenant.postgres.DatabaseIdentity;
import io.smarteros.tenant.postgres.DatabaseResult;
import io.smarteros.tenant.postgres.DatabaseServer;
import io.smarteros.tenant.postgres.DatabaseSpec;
import io.smarteros.tenant.postgres.DropResult;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.work.WorkPermits;
import java.util.Optional;

/** A server that is waited for without a permit. */
record UnhurriedDatabaseServer(DatabaseServer server, WorkPermits permits)
    implements DatabaseServer {

  @Override
  public DatabaseResult ensure(DatabaseSpec wanted, Stage stage) {
    return permits.whileWaiting(() -> server.ensure(wanted, stage));
  }

  @Override
  public CheckResult check(DatabaseIdentity wanted) {
    return permits.whileWaiting(() -> server.check(wanted));
  }

  @Override
  public DropResult drop(DatabaseIdentity unwanted) {
    return permits.whileWaiting(() -> server.drop(unwanted));
  }

  @Override
  public Optional<DatabaseFailure> ping() {
    return permits.whileWaiting(server::ping);
  }
}
