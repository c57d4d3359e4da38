package io.smarteros.tenant.tenantclass;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.tenantclass.BrakeStatus;
import io.smarteros.tenant.supabase.brake.RowBrake;
import java.util.List;
import java.util.Optional;

/** Whether the rows of a class are followed, in the words of its status. */
final class BrakeFindings {
  private BrakeFindings() {}

  static Finding of(String className, Optional<RowBrake.State> brake) {
    return brake
        .<Finding>map(
            state ->
                new Finding.Fails(
                    new Problem(Reason.HELD_BY_BRAKE, state.held().summary(className))))
        .orElseGet(() -> new Finding.Holds("What rows demand of the tenants is done"));
  }

  static BrakeStatus status(RowBrake.State state) {
    List<String> waiting = state.waiting();
    return new BrakeStatus(
        state.held().cause().id(),
        state.held().token(),
        state.held().since().toString(),
        waiting.size(),
        waiting.stream().limit(BrakeStatus.MOST_NAMES).toList());
  }
}
