package io.smarteros.tenant.supabase.customer;

import io.smarteros.tenant.api.Reason;

/**
 * The sentences that customers read. They name nothing of the cluster: no object, host or Secret,
 * and no word that only its operators know.
 */
final class CustomerMessages {
  static final String CLOSING = "It is being closed.";
  static final String CLOSED = "It is closed. Its data is kept.";

  private static final String OUR_TURN = "Something on our side has to be corrected.";
  private static final String NOT_CHANGED =
      "A change of its settings cannot be made. What ran before goes on.";
  private static final String AT_WORK = "We are working on it.";

  private CustomerMessages() {}

  static String ofTenant(CustomerState state, Observation observation) {
    return switch (state) {
      case SETTING_UP -> "It is being set up.";
      case DEGRADED -> "Not all of it works at the moment. " + AT_WORK;
      case READY, SUSPENDED, BLOCKED, OFF -> ofService(state, observation);
    };
  }

  static String ofService(CustomerState state, Observation observation) {
    return switch (state) {
      case READY -> "It is ready to use.";
      case SETTING_UP -> cause(observation);
      case DEGRADED -> "It may not work at the moment. " + cause(observation);
      case SUSPENDED -> "It is suspended. Its data is kept.";
      case BLOCKED -> cause(observation) + " Contact support if it lasts.";
      case OFF -> "It is switched off. Data that it had is kept.";
    };
  }

  private static String cause(Observation observation) {
    return switch (observation) {
      case Observation.Progressing(Reason reason) -> cause(reason);
      case Observation.Stalled(Reason reason) -> cause(reason);
      case Observation.Ready _, Observation.Suspended _, Observation.Off _ -> AT_WORK;
    };
  }

  /**
   * Why it is not ready. Those that only a class or the rows have are here so that none is left.
   */
  static String cause(Reason reason) {
    return switch (reason) {
      case READY,
          PROGRESSING,
          WAITING_FOR_NAMESPACE,
          NOT_RECONCILING,
          NOT_STALLED,
          NOT_SUSPENDED,
          SUSPENDED,
          SUSPENDED_IN_DATABASE,
          ROLLING_OUT,
          SYNCED,
          SYNC_DISABLED ->
          AT_WORK;
      case WAITING_FOR_VOLUME -> "Its storage is being prepared.";
      case WAITING_FOR_PODS -> "It is starting.";
      case WAITING_FOR_APPLICATION -> "It has started and does not answer yet.";
      case WAITING_FOR_JOB -> "Its data is being prepared.";
      case SETTING_UP -> "It is being configured.";
      case WAITING_FOR_ADDRESS -> "Its address is not ready yet.";
      case WAITING_FOR_CERTIFICATE -> "The certificate of its address is not ready yet.";
      case CERTIFICATE_EXPIRED -> "The certificate of its address has expired.";
      case DATABASE_UNREACHABLE, DATABASE_EXHAUSTED ->
          "Its database cannot be used at the moment. We try again.";
      case PAUSED -> "Work on it is paused.";
      case TENANT_SECRET_NOT_FOUND -> "A value that its settings refer to is missing.";
      case HOST_TAKEN -> "The address that was asked for belongs to somebody else.";
      case QUOTA_EXCEEDED -> "It needs more than the plan has.";
      case NOT_SUPPORTED_YET,
          NOT_ALLOWED_BY_CLASS,
          STORAGE_SHRINK_REFUSED,
          VERSION_REFUSED,
          PLACEMENT_DIFFERS,
          METADATA_TOO_LARGE ->
          NOT_CHANGED;
      case DATA_MISSING -> "Its data has to be checked before it can go on.";
      case CLASS_NOT_FOUND,
          NO_DEFAULT_CLASS,
          MULTIPLE_DEFAULT_CLASSES,
          NO_DATABASE_IN_CLASS,
          CLASS_SECRET_NOT_FOUND,
          SECRET_KEY_MISSING,
          CLASS_SECRET_INVALID,
          ROUTING_NOT_FOUND,
          ROLLOUT_HALTED,
          CLASS_IN_USE,
          IMAGE_CANNOT_RUN,
          JOB_FAILED,
          REFUSED_BY_CLUSTER,
          OBJECT_TAKEN,
          ROUTE_REJECTED,
          NAMESPACE_TAKEN,
          DATABASE_TAKEN,
          DATABASE_UNFIT,
          LOGIN_REFUSED,
          CREATION_UNCERTAIN,
          RETAINED_DATA_FOUND,
          DELETION_BLOCKED,
          SUPABASE_UNREACHABLE,
          SUPABASE_LOGIN_REFUSED,
          READ_ONLY,
          TABLE_MISSING,
          TABLE_UNFIT,
          GRANT_MISSING,
          ROWS_HIDDEN,
          ROW_REFUSED,
          STATUS_UNKNOWN,
          SLUG_TAKEN,
          DOMAIN_TAKEN,
          DELETED_IN_DATABASE,
          OWNER_UNKNOWN,
          OWNER_LOOKUP_UNAVAILABLE,
          HELD_BY_BRAKE,
          OTHER_DATABASE ->
          OUR_TURN;
    };
  }
}
