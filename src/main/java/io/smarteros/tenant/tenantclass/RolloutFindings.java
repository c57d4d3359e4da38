package io.smarteros.tenant.tenantclass;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.tenantclass.RolloutStatus;
import io.smarteros.tenant.api.tenantclass.RolloutStatus.FailedTenant;
import io.smarteros.tenant.condition.ConditionDraft;
import io.smarteros.tenant.tenantclass.rollout.RolloutState;
import java.util.List;
import java.util.Optional;

/** How the roll-out of a class stands, in the words of its status. */
final class RolloutFindings {
  private RolloutFindings() {}

  static Finding of(RolloutState state) {
    return state.isKnown() ? known(state) : new Finding.NotYet();
  }

  private static Finding known(RolloutState state) {
    return switch (state.phase()) {
      case COMPLETE, UNKNOWN ->
          new Finding.Holds(
              state.failed().isEmpty()
                  ? "No tenant waits for its turn"
                  : "No tenant waits for its turn. Not ready since theirs: " + failed(state));
      case CANARY -> rollingOut("The canaries have their turn", state);
      case PROGRESSING -> rollingOut("Tenants have their turn", state);
      case HALTED -> new Finding.Fails(new Problem(Reason.ROLLOUT_HALTED, state.whyHalted()));
    };
  }

  private static Finding rollingOut(String who, RolloutState state) {
    return new Finding.Fails(
        new Problem(
            Reason.ROLLING_OUT,
            "%s: %s. %d wait"
                .formatted(who, String.join(", ", few(state.changing())), state.waiting())));
  }

  /**
   * The numbers and names of the status.
   *
   * @param before what stands while nothing is known
   */
  static Optional<RolloutStatus> status(RolloutState state, Optional<RolloutStatus> before) {
    return state.isKnown() ? Optional.of(status(state)) : before;
  }

  private static RolloutStatus status(RolloutState state) {
    return new RolloutStatus(
        state.phase(),
        state.waiting(),
        few(state.changing()),
        few(state.failed()).stream()
            .map(
                one ->
                    new FailedTenant(
                        one.tenant(), one.since().toString(), ConditionDraft.capped(one.message())))
            .toList());
  }

  private static String failed(RolloutState state) {
    return String.join(
        ", ", few(state.failed()).stream().map(RolloutState.Failed::tenant).toList());
  }

  private static <T> List<T> few(List<T> all) {
    return all.stream().limit(RolloutStatus.MOST_NAMES).toList();
  }
}
