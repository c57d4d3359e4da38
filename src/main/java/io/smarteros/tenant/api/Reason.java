package io.smarteros.tenant.api;

import static io.smarteros.tenant.api.ConditionType.SUPABASE_SYNCED;
import static io.smarteros.tenant.api.ConditionType.NAMESPACE_READY;
import static io.smarteros.tenant.api.ConditionType.RECONCILING;
import static io.smarteros.tenant.api.ConditionType.SERVICE_READY;
import static io.smarteros.tenant.api.ConditionType.STALLED;

import java.util.List;

/**
 * Every reason that a condition may give: where it stands, what it means, what to do. {@code
 * docs/api.md} is written from this table.
 *
 * <p>{@code Ready} sums up and may give any reason but those of {@code SupabaseSynced}; {@code
 * Reconciling} and {@code Stalled} that are False repeat it.
 */
public enum Reason {
  READY(
      "Ready",
      List.of(ConditionType.READY, ConditionType.SUSPENDED, NAMESPACE_READY, SERVICE_READY),
      "All that the spec asks for is there and works.",
      "Nothing."),
  PROGRESSING(
      "Progressing",
      List.of(RECONCILING, NAMESPACE_READY, SERVICE_READY),
      "The operator is at work, or waits for pods, volumes or an application.",
      "Wait; the message says for what. If it lasts, look at the pods in the tenant's namespace."),
  SUSPENDED(
      "Suspended",
      List.of(ConditionType.READY, ConditionType.SUSPENDED, SERVICE_READY),
      "spec.suspended stops the applications; all data is kept.",
      "Set spec.suspended to false to resume."),
  SUSPENDED_IN_DATABASE(
      "SuspendedInDatabase",
      List.of(ConditionType.READY, ConditionType.SUSPENDED, SERVICE_READY),
      "Somebody suspended the tenant, marked it as deleted, or switched a service off, in its row.",
      "Set the row back, or annotate the Tenant with what status.decisions shows"
          + " (smarteros.io/release-suspension)."),
  PAUSED(
      "Paused",
      List.of(ConditionType.READY, STALLED),
      "The annotation smarteros.io/paused keeps the operator from writing anything for the tenant;"
          + " deletion waits too. The other conditions say how it stood before.",
      "Remove the annotation smarteros.io/paused."),
  NOT_SUPPORTED_YET(
      "NotSupportedYet",
      List.of(STALLED, SERVICE_READY),
      "This version of the operator cannot do what the Tenant or its class asks for: a service, the mode"
          + " Shared, an integration, a rollout in steps.",
      "Remove it from the spec or switch it off, or upgrade the operator."),
  CLASS_NOT_FOUND(
      "ClassNotFound",
      List.of(STALLED),
      "spec.className names a TenantClass that does not exist.",
      "Create the TenantClass, or name another."),
  NO_DEFAULT_CLASS(
      "NoDefaultClass",
      List.of(STALLED),
      "spec.className is absent and no TenantClass is the default.",
      "Set spec.className, or annotate one TenantClass with smarteros.io/is-default-class: \"true\"."),
  MULTIPLE_DEFAULT_CLASSES(
      "MultipleDefaultClasses",
      List.of(STALLED),
      "spec.className is absent and several TenantClasses are the default.",
      "Leave the annotation smarteros.io/is-default-class on one of them, or set spec.className."),
  NO_DATABASE_IN_CLASS(
      "NoDatabaseInClass",
      List.of(STALLED, SERVICE_READY),
      "The service needs a database and the TenantClass has no database server.",
      "Set spec.database in the TenantClass."),
  NOT_ALLOWED_BY_CLASS(
      "NotAllowedByClass",
      List.of(STALLED, SERVICE_READY),
      "The Tenant asks for something that its TenantClass reserves to itself.",
      "Remove it from the Tenant, or allow it under spec.allow of the TenantClass."),
  CLASS_SECRET_NOT_FOUND(
      "ClassSecretNotFound",
      List.of(STALLED, NAMESPACE_READY, SERVICE_READY),
      "A Secret that the TenantClass names is not in the operator's namespace, or lacks the label"
          + " smarteros.io/class-secret: \"true\".",
      "Create the Secret there, with the label."),
  SECRET_KEY_MISSING(
      "SecretKeyMissing",
      List.of(STALLED, SERVICE_READY),
      "A Secret that the TenantClass names lacks a key.",
      "Add the key that the message names."),
  TENANT_SECRET_NOT_FOUND(
      "TenantSecretNotFound",
      List.of(RECONCILING, SERVICE_READY),
      "An environment variable names a Secret that is not in the tenant's namespace yet, or lacks"
          + " the key.",
      "Create the Secret there with the key, or remove the variable."),
  HOST_TAKEN(
      "HostTaken",
      List.of(STALLED, SERVICE_READY),
      "Another, older Tenant has the host.",
      "Choose another spec.domain or host, or free it in the other Tenant."),
  QUOTA_EXCEEDED(
      "QuotaExceeded",
      List.of(STALLED, NAMESPACE_READY, SERVICE_READY),
      "The namespace's ResourceQuota does not admit what the service or the tenant itself needs.",
      "Ask for less in spec.services, or raise spec.quota in the TenantClass."),
  STORAGE_SHRINK_REFUSED(
      "StorageShrinkRefused",
      List.of(STALLED, SERVICE_READY),
      "The volume is larger than the size asked for, and volumes cannot shrink.",
      "Set storage.size back to at least the volume's size."),
  IMAGE_CANNOT_RUN(
      "ImageCannotRun",
      List.of(STALLED, SERVICE_READY),
      "The application's image cannot be pulled or does not start.",
      "For an image that cannot be pulled correct version or image, the registry's Secret, or the pull"
          + " rights; the message quotes the cluster. For a container that starts and ends read its"
          + " log (kubectl logs --previous). For OOMKilled raise"
          + " spec.services.<name>.resources.memory."),
  REFUSED_BY_CLUSTER(
      "RefusedByCluster",
      List.of(STALLED, NAMESPACE_READY, SERVICE_READY),
      "The cluster refuses an object of the tenant: a policy, a missing right, or a value that it"
          + " does not take.",
      "Change what the message quotes: the policy, the operator's rights, or the spec."),
  VERSION_REFUSED(
      "VersionRefused",
      List.of(STALLED, SERVICE_READY),
      "The version is lower than the running one, or the application does not support the jump; or an"
          + " image and the version beside it disagree, or an image by digest comes without a version."
          + " The running version is kept.",
      "Name the running version, or one that the application can be upgraded to from it; with an image"
          + " of its own, by the image's tag."),
  PLACEMENT_DIFFERS(
      "PlacementDiffers",
      List.of(STALLED, SERVICE_READY),
      "Class, namespace, database server, storage class or mode differ from where the tenant was"
          + " placed at first contact. Nothing is moved; the rest of the spec is applied.",
      "Set it back as the message says."),
  NAMESPACE_TAKEN(
      "NamespaceTaken",
      List.of(STALLED, NAMESPACE_READY),
      "The namespace exists and is not this tenant's.",
      "Remove the namespace, choose another name, or let who owns it annotate and label it for"
          + " adoption (smarteros.io/adopt-by)."),
  DATABASE_TAKEN(
      "DatabaseTaken",
      List.of(STALLED, SERVICE_READY),
      "A database or role of that name exists on the server without this tenant's mark. It is not"
          + " touched.",
      "As the message says: where it is another's, rename it or name the tenant otherwise; where"
          + " INSTALLATION_ID was changed, set it back."),
  DATABASE_UNREACHABLE(
      "DatabaseUnreachable",
      List.of(RECONCILING, SERVICE_READY),
      "The database server of the TenantClass does not answer.",
      "Nothing if it comes back; else check host, port, network and TLS."),
  LOGIN_REFUSED(
      "LoginRefused",
      List.of(STALLED, SERVICE_READY),
      "The operator cannot log in to the application as its owner.",
      "Do what the message says."),
  DATA_MISSING(
      "DataMissing",
      List.of(STALLED, NAMESPACE_READY, SERVICE_READY),
      "A key, volume, namespace or database that held data is gone. What still runs is left"
          + " running, nothing is made again empty.",
      "Restore it; or accept the loss by the annotation smarteros.io/accept-data-loss with the value"
          + " in status.decisions."),
  RETAINED_DATA_FOUND(
      "RetainedDataFound",
      List.of(STALLED),
      "A deleted tenant of this name left data, and this Tenant's owner is another.",
      "Set the former owner, or annotate smarteros.io/revive: <tenant-id> as status.decisions"
          + " shows; or choose another name."),
  DELETION_BLOCKED(
      "DeletionBlocked",
      List.of(STALLED),
      "A step of the clean-up cannot be finished; the Tenant stays until it is.",
      "Remove the cause that the message names, or give the step up by smarteros.io/abandon."),
  METADATA_TOO_LARGE(
      "MetadataTooLarge",
      List.of(STALLED),
      "spec.metadata has more than 16 KiB or more than 32 levels.",
      "Shorten or flatten spec.metadata."),
  SYNCED(
      "Synced",
      List.of(SUPABASE_SYNCED),
      "The tenant's rows in Supabase say what the Tenant says.",
      "Nothing."),
  SYNC_DISABLED(
      "SyncDisabled",
      List.of(SUPABASE_SYNCED),
      "The operator runs without Supabase (SUPABASE_SYNC=disabled).",
      "Nothing, or give the operator a database."),
  SUPABASE_UNREACHABLE(
      "SupabaseUnreachable",
      List.of(SUPABASE_SYNCED),
      "Supabase's database does not answer.",
      "Nothing if it comes back; else check SUPABASE_DB_URL, the network and TLS."),
  SUPABASE_LOGIN_REFUSED(
      "SupabaseLoginRefused",
      List.of(SUPABASE_SYNCED),
      "Supabase's database refuses the operator's login. The operator tries again after minutes"
          + " only: wrong passwords get the address banned.",
      "Correct SUPABASE_DB_USER and SUPABASE_DB_PASSWORD and restart the operator."),
  READ_ONLY(
      "ReadOnly",
      List.of(SUPABASE_SYNCED),
      "Supabase takes no writes: a full disk, or a read replica.",
      "Free disk space, or name the primary in SUPABASE_DB_URL."),
  TABLE_MISSING(
      "TableMissing",
      List.of(SUPABASE_SYNCED),
      "The table tenants or tenant_services does not exist, or lacks a column.",
      "Apply the product's migrations to the database."),
  GRANT_MISSING(
      "GrantMissing",
      List.of(SUPABASE_SYNCED),
      "The operator's role may not read or write the tables.",
      "Grant its role what the message names."),
  ROWS_HIDDEN(
      "RowsHidden",
      List.of(SUPABASE_SYNCED),
      "Row level security hides rows from the operator's role, so that their absence says nothing.",
      "Add the policies that let its role see all rows of the two tables."),
  ROW_REFUSED(
      "RowRefused",
      List.of(SUPABASE_SYNCED),
      "A constraint or trigger of the tables does not take the tenant's rows as the Tenant wants"
          + " them; or a row holds JSON that cannot be read.",
      "Correct the Tenant as the message says; or the rule or row in the database. It is tried"
          + " again."),
  SLUG_TAKEN(
      "SlugTaken",
      List.of(SUPABASE_SYNCED),
      "Another row has the tenant's name as its slug, with another owner or another binding.",
      "Choose another name, or take the row by smarteros.io/adopt-row: <row-id>."),
  DOMAIN_TAKEN(
      "DomainTaken",
      List.of(SUPABASE_SYNCED),
      "Another row has the tenant's domain.",
      "Change spec.domain, or free it in the other row."),
  DELETED_IN_DATABASE(
      "DeletedInDatabase",
      List.of(SUPABASE_SYNCED),
      "Somebody marked the tenant's row as deleted; the tenant is suspended, its data is kept.",
      "Delete the Tenant; or delete the row, it is then written again."),
  OWNER_UNKNOWN(
      "OwnerUnknown",
      List.of(SUPABASE_SYNCED),
      "No confirmed user has the owner's e-mail address or id. It is looked up again.",
      "Let the owner sign up and confirm the address, or correct spec.owner."),
  OWNER_LOOKUP_UNAVAILABLE(
      "OwnerLookupUnavailable",
      List.of(SUPABASE_SYNCED),
      "The operator's role cannot see users, so that the owner cannot be looked up by e-mail.",
      "Apply the migration with tenant_ops.find_owner, or name the owner by spec.owner.userId."),
  OTHER_DATABASE(
      "OtherDatabase",
      List.of(SUPABASE_SYNCED),
      "The tenant's row is not in this database, which is another one than it was written to. It is"
          + " not written a second time by itself.",
      "Point SUPABASE_DB_URL to the former database; or have the row written here by the annotation"
          + " smarteros.io/adopt-row with the value in status.decisions.");

  private final String id;

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<ConditionType> conditions;

  private final String meaning;
  private final String remedy;

  Reason(String id, List<ConditionType> conditions, String meaning, String remedy) {
    this.id = id;
    this.conditions = conditions;
    this.meaning = meaning;
    this.remedy = remedy;
  }

  /** As it stands in a condition. */
  public String id() {
    return id;
  }

  /** The conditions that give this reason, {@code Ready} as the sum aside. */
  public List<ConditionType> conditions() {
    return conditions;
  }

  /** What is the case, for people. */
  public String meaning() {
    return meaning;
  }

  /** What a person can do about it. */
  public String remedy() {
    return remedy;
  }
}
