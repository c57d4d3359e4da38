package io.smarteros.tenant.postgres;

import io.smarteros.tenant.postgres.DatabaseFailure.Taken;
import io.smarteros.tenant.postgres.DatabaseFailure.Unfit;
import io.smarteros.tenant.record.Stage;
import java.util.Optional;
import java.util.Set;

/** Opens to the test kit what only this package sees, so that the in-memory server shares it. */
public final class PostgresInternals {
  private final ServerAddress server;
  private final DatabaseIdentity wanted;
  private final ObservedDatabase seen;

  /**
   * What stands under the names of a database and its role.
   *
   * @param role comment of the role that is there, which may be empty
   * @param owner of the database that is there
   */
  public PostgresInternals(
      ServerAddress server,
      DatabaseIdentity wanted,
      Optional<String> role,
      Optional<String> owner,
      String collation) {
    this.server = server;
    this.wanted = wanted;
    this.seen =
        new ObservedDatabase(
            role.map(PostgresInternals::withComment),
            owner.map(
                name ->
                    new ObservedDatabase.Database(
                        name, false, Optional.empty(), true, false, collation)));
  }

  private static ObservedDatabase.Role withComment(String comment) {
    return new ObservedDatabase.Role(
        Optional.of(comment).filter(text -> !text.isEmpty()), true, 0, true, true, true);
  }

  public Optional<Taken> obstacleToMake(Stage stage) {
    return seen.obstacleToMake(wanted, stage, server);
  }

  public Optional<Taken> obstacleToDrop() {
    return seen.obstacleToDrop(wanted, server);
  }

  public Optional<Unfit> unfit(DatabaseSpec spec) {
    return seen.unfit(spec, server);
  }

  /** That the server does not have these extensions. */
  public Unfit without(Set<String> extensions) {
    return new Extensions(server, wanted.name()).notInstalled(extensions);
  }

  public CheckResult check() {
    Optional<Taken> foreign = seen.foreign(wanted, server);
    if (foreign.isPresent()) {
      return foreign.get();
    }
    return seen.database().isPresent()
        ? new CheckResult.Found(seen.incarnation())
        : new CheckResult.Absent();
  }
}
