package io.smarteros.tenant.postgres;

import java.util.Optional;

/** Opens to the test kit what only this package sees, so that the in-memory server shares it. */
public final class PostgresInternals {
  private PostgresInternals() {}

  /**
   * Whether a role or a database of these names is somebody else's.
   *
   * @param role comment of the role that is there, which may be empty
   * @param owner of the database that is there
   */
  public static Optional<DatabaseFailure.Taken> taken(
      DatabaseIdentity wanted,
      ServerAddress server,
      Optional<String> role,
      Optional<String> owner) {
    return new ObservedDatabase(
            true,
            role.map(PostgresInternals::withComment),
            owner.map(name -> new ObservedDatabase.Database(name, Optional.empty(), false)))
        .taken(wanted, server);
  }

  private static ObservedDatabase.Role withComment(String comment) {
    return new ObservedDatabase.Role(true, Optional.of(comment).filter(text -> !text.isEmpty()));
  }
}
