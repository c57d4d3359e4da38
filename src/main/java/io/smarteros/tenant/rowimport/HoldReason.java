package io.smarteros.tenant.rowimport;

/** Why no Tenant is made of a row. */
enum HoldReason {
  NAME_TAKEN(false),
  DATA_RETAINED(false),
  OWNER_HAS_ENOUGH(false),
  NO_OWNER(false),
  NO_ADMINISTRATOR(false),
  HOUR_IS_FULL(true),
  ALL_ARE_FULL(false),
  REFUSED_BY_CLUSTER(false),
  HELD_BY_BRAKE(false);

  private final boolean passes;

  HoldReason(boolean passes) {
    this.passes = passes;
  }

  /** It only takes time, and nobody has to do anything. */
  boolean passes() {
    return passes;
  }
}
