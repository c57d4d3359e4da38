package io.smarteros.tenant.tenantclass;

import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.tenantclass.RolloutStatus;
import io.smarteros.tenant.api.tenantclass.TenantClassStatus;
import io.smarteros.tenant.api.tenantclass.TenantClassStatus.Tenants;
import io.smarteros.tenant.observability.ClassMeasures;
import io.smarteros.tenant.supabase.brake.RowBrake;
import io.smarteros.tenant.tenantclass.rollout.RolloutState;
import java.util.Map;
import java.util.Optional;

/**
 * What was found of a class, from which its status is built.
 *
 * @param parts those that the class has, each by its condition, in the order of the status
 * @param rollout of a class that sets a pace
 * @param brake while rows of its tenants are not followed
 * @param heldFor why the class, which is to be deleted, is still there
 */
record ClassFacts(
    Map<ConditionType, Finding> parts,
    Tenants tenants,
    Optional<RolloutState> rollout,
    Optional<RowBrake.State> brake,
    Optional<String> heldFor) {

  /**
   * What of it is measured.
   *
   * @param status what was built from it
   */
  ClassMeasures measures(String className, TenantClassStatus status) {
    return new ClassMeasures(
        className,
        tenants.total(),
        status.conditions(),
        rollout
            .filter(RolloutState::isKnown)
            .map(
                state ->
                    new ClassMeasures.Rollout(
                        state.waiting(),
                        state.changing().size(),
                        state.failed().size(),
                        state.phase() == RolloutStatus.Phase.HALTED)));
  }
}
