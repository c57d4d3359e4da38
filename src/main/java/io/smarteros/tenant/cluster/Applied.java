package io.smarteros.tenant.cluster;

import io.smarteros.tenant.api.Problem;
import java.time.Duration;
import java.util.Set;

/** What became of one object that should exist. */
public sealed interface Applied {

  /** It is as it should be; nothing was written. */
  record Unchanged(ObjectKey key) implements Applied {}

  record Created(ObjectKey key) implements Applied {}

  /** What should be changed, and now it is so. */
  record Changed(ObjectKey key) implements Applied {}

  /**
   * Somebody had changed what the operator decides, and it was put back.
   *
   * @param by field managers that had taken fields, such as {@code kubectl-edit}; empty when a
   *     field was only removed, which leaves no name
   */
  record Corrected(ObjectKey key, Set<String> by) implements Applied {
    public Corrected {
      by = Set.copyOf(by);
    }
  }

  /** The API server will not have it; only a person helps. */
  record Rejected(ObjectKey key, Problem problem) implements Applied {}

  /**
   * It did not work this time.
   *
   * @param message what is waited for, for a person
   */
  record Retry(ObjectKey key, String message, Duration after) implements Applied {}

  ObjectKey key();
}
