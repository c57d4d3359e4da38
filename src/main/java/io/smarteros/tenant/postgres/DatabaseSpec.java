package io.smarteros.tenant.postgres;

import java.util.Set;

/**
 * A database that should exist.
 *
 * @param password with which its role logs in
 * @param extensions that an administrator must make, since the owner may not
 */
public record DatabaseSpec(DatabaseIdentity identity, String password, Set<String> extensions) {

  public DatabaseSpec {
    extensions = Set.copyOf(extensions);
  }

  @Override
  public String toString() {
    return "DatabaseSpec[identity=%s, extensions=%s]".formatted(identity, extensions);
  }
}
