package io.smarteros.tenant.rowimport;

import io.smarteros.tenant.supabase.customer.CustomerState;
import java.time.Duration;

/** Why no Tenant is made of a row, and what its owner is told. */
enum WaitReason {
  NAME_TAKEN(CustomerState.BLOCKED, "Its name cannot be used. Contact support."),
  DATA_RETAINED(
      CustomerState.BLOCKED, "There is data of an earlier one of this name. Contact support."),
  OWNER_HAS_ENOUGH(
      CustomerState.BLOCKED, "You have as many as you can have. Contact support to get more."),
  NO_OWNER(CustomerState.BLOCKED, "It belongs to nobody. Contact support."),
  NO_ADMINISTRATOR(CustomerState.BLOCKED, "Confirm your e-mail address first."),
  HOUR_IS_FULL(CustomerState.SETTING_UP, "It waits for its turn."),
  ALL_ARE_FULL(CustomerState.BLOCKED, "There is no room at the moment. Contact support."),
  REFUSED_BY_CLUSTER(
      CustomerState.BLOCKED,
      "Something on our side has to be corrected. Contact support if it lasts."),
  NOT_FOLLOWED_YET(CustomerState.SUSPENDED, "It is being closed."),
  RECORD_UNREADABLE(
      CustomerState.BLOCKED,
      "Something on our side has to be corrected. Contact support if it lasts."),
  HELD_BY_BRAKE(CustomerState.BLOCKED, "It is looked at by a person first.");

  private final CustomerState state;
  private final String words;

  WaitReason(CustomerState state, String words) {
    this.state = state;
    this.words = words;
  }

  /** Before the row is looked at again, if nothing of it changes. */
  Duration pause() {
    return switch (this) {
      case HOUR_IS_FULL, ALL_ARE_FULL, OWNER_HAS_ENOUGH, NOT_FOLLOWED_YET, HELD_BY_BRAKE ->
          Duration.ZERO;
      case NAME_TAKEN,
          DATA_RETAINED,
          NO_OWNER,
          NO_ADMINISTRATOR,
          REFUSED_BY_CLUSTER,
          RECORD_UNREADABLE ->
          Duration.ofMinutes(5);
    };
  }

  CustomerState state() {
    return state;
  }

  /** One that names nothing of the cluster. */
  String words() {
    return words;
  }
}
