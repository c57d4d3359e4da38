package io.smarteros.tenant.namespace;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;

/**
 * Something about the guard rails that is not as it should be.
 *
 * @param retried it may end by itself; otherwise a person has to help
 * @param harmless nothing that protects the namespace is missing
 */
record GuardRailTrouble(Problem problem, boolean retried, boolean harmless) {

  static GuardRailTrouble forPerson(Problem problem) {
    return new GuardRailTrouble(problem, false, false);
  }

  static GuardRailTrouble passing(String message) {
    return new GuardRailTrouble(new Problem(Reason.WAITING_FOR_NAMESPACE, message), true, false);
  }

  GuardRailTrouble asHarmless() {
    return new GuardRailTrouble(problem, retried, true);
  }
}
