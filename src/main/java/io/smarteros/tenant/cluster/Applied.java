package io.smarteros.tenant.cluster;

import io.smarteros.tenant.api.Problem;
import java.time.Duration;
import java.util.Set;

/** The result of applying one object. */
public sealed interface Applied {

  /** The object is as desired; nothing was written. */
  record Unchanged(ObjectKey key) implements Applied {}

  record Created(ObjectKey key) implements Applied {}

  /** The desired object had changed, and was applied. */
  record Changed(ObjectKey key) implements Applied {}

  /**
   * Somebody had changed fields of the operator, and they were reverted.
   *
   * @param by field managers that had taken fields, such as {@code kubectl-edit}; empty when a
   *     field was only removed, which leaves no name
   */
  record Corrected(ObjectKey key, Set<String> by) implements Applied {
    public Corrected {
      by = Set.copyOf(by);
    }
  }

  /** The API server refuses the object; only a person can help. */
  record Rejected(ObjectKey key, Problem problem) implements Applied {}

  /**
   * It failed this time, and may succeed later.
   *
   * @param message what is waited for, for a person
   */
  record Retry(ObjectKey key, String message, Duration after) implements Applied {}

  ObjectKey key();
}
