package io.smarteros.tenant.observability;

import io.smarteros.tenant.api.Condition;
import java.util.List;
import java.util.Optional;

/**
 * What is measured of a TenantClass.
 *
 * @param tenants number of Tenants of the class
 * @param rollout empty for a class that sets no pace, and while it is not known
 */
public record ClassMeasures(
    String name, int tenants, List<Condition> conditions, Optional<Rollout> rollout) {

  public ClassMeasures {
    conditions = List.copyOf(conditions);
  }

  /** How many of its tenants wait for their turn, have it, or had it and are not ready. */
  public record Rollout(int waiting, int changing, int failed, boolean halted) {}
}
