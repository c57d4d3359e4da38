package io.smarteros.tenant.cluster;

import io.smarteros.tenant.api.Problem;
import java.time.Duration;
import java.util.Set;

/** What became of one object that should exist. */
public sealed interface Applied {

  /** It is as it should be; nothing was written. */
  record Unchanged(Key key) implements Applied {}

  record Created(Key key) implements Applied {}

  /** What should be changed, and now it is so. */
  record Changed(Key key) implements Applied {}

  /**
   * Somebody had changed what the operator decides, and it was put back.
   *
   * @param by field managers that had taken fields, such as {@code kubectl-edit}; empty when a
   *     field was only removed, which leaves no name
   */
  record Corrected(Key key, Set<String> by) implements Applied {
    public Corrected {
      by = Set.copyOf(by);
    }
  }

  /** The API server will not have it; only a person helps. */
  record Rejected(Key key, Problem problem) implements Applied {}

  /**
   * It did not work this time.
   *
   * @param message what is waited for, for a person
   */
  record Retry(Key key, String message, Duration after) implements Applied {}

  Key key();
}
