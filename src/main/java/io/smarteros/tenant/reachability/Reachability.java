package io.smarteros.tenant.reachability;

import io.smarteros.tenant.api.Problem;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Supplier;

/** Whether users get to a service through its route, as far as the cluster knows. */
public sealed interface Reachability {

  /**
   * They do.
   *
   * @param until from when it may be otherwise although nothing tells: a certificate ends
   */
  record Reachable(Optional<Instant> until) implements Reachability {
    /** For good, or until something tells. */
    static final Reachable FOR_NOW = new Reachable(Optional.empty());

    private Reachable and(Reachable other) {
      return until
          .filter(end -> other.until().filter(end::isAfter).isEmpty())
          .map(end -> this)
          .orElse(other);
    }
  }

  /**
   * Not yet. It may come by itself.
   *
   * @param until when to look again although nothing tells; empty when there is no such time
   */
  record Waiting(Problem problem, Optional<Instant> until) implements Reachability {
    Waiting(Problem problem) {
      this(problem, Optional.empty());
    }
  }

  /** Not without a person. */
  record Unreachable(Problem problem) implements Reachability {}

  /** Both have to be. The first that is not says why. */
  default Reachability and(Supplier<Reachability> other) {
    if (!(this instanceof Reachable first)) {
      return this;
    }
    Reachability next = other.get();
    return next instanceof Reachable second ? first.and(second) : next;
  }
}
