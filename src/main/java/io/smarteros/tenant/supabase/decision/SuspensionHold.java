package io.smarteros.tenant.supabase.decision;

import java.util.Optional;
import java.util.function.BiPredicate;

/**
 * Whether a tenant or one of its services is down, and by whom: the stricter side wins, and each
 * side lifts only its own hold.
 *
 * @param down it has to be down
 * @param byOperator the operator itself holds it down
 * @param seen the incident, when others hold it down
 * @param left the incident, unless a person released it
 */
record SuspensionHold(
    boolean down, boolean byOperator, Optional<String> seen, Optional<String> left) {

  /** By this name a person releases the whole tenant; a service by its own name. */
  static final String TENANT = "tenant";

  /**
   * Decides about one tenant or service.
   *
   * @param observedDown empty when there is no row, which restores what was known last
   * @param wasByOperator as of its last write
   * @param known the incident as of the last look
   * @param newIncident for a hold that was not known
   * @param released whether a person releases this incident of this name
   */
  static SuspensionHold decide(
      String name,
      boolean wanted,
      Optional<Boolean> observedDown,
      boolean wasByOperator,
      Optional<String> known,
      String newIncident,
      BiPredicate<String, String> released) {
    boolean byOthers = observedDown.map(down -> down && !wasByOperator).orElse(known.isPresent());
    Optional<String> seen = byOthers ? known.or(() -> Optional.of(newIncident)) : Optional.empty();
    Optional<String> left = seen.filter(incident -> !released.test(name, incident));
    return new SuspensionHold(wanted || left.isPresent(), wanted && left.isEmpty(), seen, left);
  }

  boolean isReleased() {
    return seen.isPresent() && left.isEmpty();
  }
}
