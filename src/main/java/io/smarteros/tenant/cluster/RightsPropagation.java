package io.smarteros.tenant.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/** The operator's rights in tenants' namespaces, each given by a RoleBinding there. */
public final class RightsPropagation {
  /** How long a new RoleBinding may take to reach every API server. */
  private static final Duration PROPAGATION = Duration.ofSeconds(30);

  private final Function<ObjectKey, Optional<ObservedObject>> known;
  private final InstantSource clock;

  /**
   * Judges by what the watches know.
   *
   * @param known costs no call
   */
  public RightsPropagation(
      Function<ObjectKey, Optional<ObservedObject>> known, InstantSource clock) {
    this.known = known;
    this.clock = clock;
  }

  /** Whether a refusal to write the object may only mean that its namespace is new. */
  boolean mayBeOnTheirWay(ObjectKey key) {
    return !key.namespace().isEmpty()
        && !key.equals(OperatorRoleBinding.keyIn(key.namespace()))
        && mayBeOnTheirWayTo(key.namespace());
  }

  /** Whether a refusal of any request there may only mean that the namespace is new. */
  public boolean mayBeOnTheirWayTo(String namespace) {
    ObjectKey binding = OperatorRoleBinding.keyIn(namespace);
    Instant recently = clock.instant().minus(PROPAGATION);
    return known.apply(binding).map(given -> given.createdAt().isAfter(recently)).orElse(true);
  }
}
