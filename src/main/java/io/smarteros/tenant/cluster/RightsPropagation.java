package io.smarteros.tenant.cluster;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** The operator's rights in tenants' namespaces, each given by a RoleBinding there. */
final class RightsPropagation {
  /** How long a new RoleBinding may take to reach every API server. */
  private static final Duration PROPAGATION = Duration.ofSeconds(30);

  private final Inventory inventory;
  private final InstantSource clock;

  RightsPropagation(Inventory inventory, InstantSource clock) {
    this.inventory = inventory;
    this.clock = clock;
  }

  /** Whether a refusal to write the object may only mean that its namespace is new. */
  boolean mayBeOnTheirWay(ObjectKey key) {
    ObjectKey binding = OperatorRoleBinding.keyIn(key.namespace());
    if (key.namespace().isEmpty() || key.equals(binding)) {
      return false;
    }
    Instant recently = clock.instant().minus(PROPAGATION);
    return inventory.find(binding).map(given -> given.createdAt().isAfter(recently)).orElse(true);
  }
}
