package io.smarteros.tenant.postgres;

import io.soabase.recordbuilder.core.RecordBuilder;
import java.util.Optional;
import java.util.Set;

/**
 * A database that should exist.
 *
 * @param password with which its role logs in
 * @param connections the most that its role may have open at once
 * @param extensions that are not known to be in it
 * @param collation that it must have, since it cannot be changed later; empty: the server's
 * @param entersPostgres whether the role must be able to connect to database {@code postgres} too
 * @param passwordDoubted the application does not come up, and a wrong password may be why
 * @param passwordIsNew the role is to have it, and may have another one
 */
@RecordBuilder
public record DatabaseSpec(
    DatabaseIdentity identity,
    String password,
    int connections,
    Set<String> extensions,
    Optional<String> collation,
    boolean entersPostgres,
    boolean passwordDoubted,
    boolean passwordIsNew)
    implements DatabaseSpecBuilder.With {

  public DatabaseSpec {
    extensions = Set.copyOf(extensions);
  }

  /** One without wishes. */
  public static DatabaseSpec plain(DatabaseIdentity identity, String password, int connections) {
    return new DatabaseSpec(
        identity, password, connections, Set.of(), Optional.empty(), false, false, false);
  }

  @Override
  public String toString() {
    return "DatabaseSpec[identity=%s, connections=%d, extensions=%s, collation=%s]"
        .formatted(identity, connections, extensions, collation);
  }
}
