package io.smarteros.tenant.api;

/** Every reason that a condition may give. The constant's CamelCase form is what users see. */
public enum Reason {
  READY("Ready"),
  PROGRESSING("Progressing"),
  SUSPENDED("Suspended"),
  SUSPENDED_IN_DATABASE("SuspendedInDatabase"),
  PAUSED("Paused"),
  NOT_SUPPORTED_YET("NotSupportedYet"),
  CLASS_NOT_FOUND("ClassNotFound"),
  NO_DEFAULT_CLASS("NoDefaultClass"),
  MULTIPLE_DEFAULT_CLASSES("MultipleDefaultClasses"),
  NO_DATABASE_IN_CLASS("NoDatabaseInClass"),
  NOT_ALLOWED_BY_CLASS("NotAllowedByClass"),
  SECRET_NOT_FOUND("SecretNotFound"),
  SECRET_KEY_MISSING("SecretKeyMissing"),
  WAITING_FOR_SECRET("WaitingForSecret"),
  HOST_TAKEN("HostTaken"),
  QUOTA_EXCEEDED("QuotaExceeded"),
  STORAGE_SHRINK_REFUSED("StorageShrinkRefused"),
  IMAGE_CANNOT_RUN("ImageCannotRun"),
  REFUSED_BY_CLUSTER("RefusedByCluster"),
  VERSION_REFUSED("VersionRefused"),
  PLACEMENT_DIFFERS("PlacementDiffers"),
  NAMESPACE_TAKEN("NamespaceTaken"),
  DATABASE_TAKEN("DatabaseTaken"),
  DATABASE_UNREACHABLE("DatabaseUnreachable"),
  DATA_MISSING("DataMissing"),
  RETAINED_DATA_FOUND("RetainedDataFound"),
  DELETION_BLOCKED("DeletionBlocked"),
  METADATA_TOO_LARGE("MetadataTooLarge"),
  SYNCED("Synced"),
  SYNC_DISABLED("SyncDisabled"),
  LOGIN_REFUSED("LoginRefused"),
  READ_ONLY("ReadOnly"),
  TABLE_MISSING("TableMissing"),
  GRANT_MISSING("GrantMissing"),
  ROWS_HIDDEN("RowsHidden"),
  SLUG_TAKEN("SlugTaken"),
  DOMAIN_TAKEN("DomainTaken"),
  DELETED_IN_DATABASE("DeletedInDatabase"),
  OWNER_UNKNOWN("OwnerUnknown"),
  OWNER_LOOKUP_UNAVAILABLE("OwnerLookupUnavailable"),
  HELD_BY_BRAKE("HeldByBrake");

  private final String id;

  Reason(String id) {
    this.id = id;
  }

  /** As it stands in a condition. */
  public String id() {
    return id;
  }
}
