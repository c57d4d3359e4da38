package io.smarteros.tenant.api;

import static io.smarteros.tenant.api.ConditionType.DATABASE_REACHABLE;
import static io.smarteros.tenant.api.ConditionType.NAMESPACE_READY;
import static io.smarteros.tenant.api.ConditionType.RECONCILING;
import static io.smarteros.tenant.api.ConditionType.ROLLED_OUT;
import static io.smarteros.tenant.api.ConditionType.ROUTING_FOUND;
import static io.smarteros.tenant.api.ConditionType.ROWS_FOLLOWED;
import static io.smarteros.tenant.api.ConditionType.SECRETS_FOUND;
import static io.smarteros.tenant.api.ConditionType.SERVICE_READY;
import static io.smarteros.tenant.api.ConditionType.STALLED;
import static io.smarteros.tenant.api.ConditionType.SUPABASE_SYNCED;

import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Every reason that a condition can have: on which conditions, what it means, what to do. {@code
 * docs/api.md} is written from this table.
 *
 * <p>{@code Ready} can have any reason but those of {@code SupabaseSynced} and the three {@code
 * Not…}.
 */
public enum Reason {
  READY(
      "Ready",
      List.of(
          ConditionType.READY,
          NAMESPACE_READY,
          SERVICE_READY,
          SECRETS_FOUND,
          DATABASE_REACHABLE,
          ROUTING_FOUND),
      "Everything that the spec asks for exists and works.",
      "Nothing."),
  PROGRESSING(
      "Progressing",
      List.of(RECONCILING, NAMESPACE_READY, SERVICE_READY, DATABASE_REACHABLE, ROUTING_FOUND),
      "The operator is working, or repeats a step that failed. The message says which.",
      "Wait. If it lasts, read the operator's log."),
  WAITING_FOR_NAMESPACE(
      "WaitingForNamespace",
      List.of(RECONCILING, NAMESPACE_READY, SERVICE_READY),
      "The tenant's namespace, or its quota, limits, network policies or RoleBinding, is not as it"
          + " should be yet.",
      "Wait. If it lasts, read the message of NamespaceReady."),
  WAITING_FOR_VOLUME(
      "WaitingForVolume",
      List.of(RECONCILING, SERVICE_READY),
      "A PersistentVolumeClaim of the application is not bound, or no node can mount its volume.",
      "Wait. If it lasts, read the claim's Events: kubectl describe pvc --namespace <namespace>."),
  WAITING_FOR_PODS(
      "WaitingForPods",
      List.of(RECONCILING, SERVICE_READY),
      "Pods of the application are starting, or, after a suspension, stopping.",
      "Wait. If it lasts, read the pods' Events: kubectl describe pods --namespace <namespace>."),
  WAITING_FOR_APPLICATION(
      "WaitingForApplication",
      List.of(RECONCILING, SERVICE_READY),
      "The pods run, but the application does not answer its health check yet.",
      "Wait. If it lasts, read the application's log: kubectl logs --namespace <namespace>"
          + " deployment/<service>."),
  WAITING_FOR_JOB(
      "WaitingForJob",
      List.of(RECONCILING, SERVICE_READY),
      "A Job of the application runs, such as the one that sets its database up. What ran before"
          + " goes on until the Job has completed, unless it must not run beside the Job.",
      "Wait. If it lasts, read the Job's log as the message says."),
  SETTING_UP(
      "SettingUp",
      List.of(RECONCILING, SERVICE_READY),
      "The application answers. The operator sets it up through its API: owner account, API key.",
      "Wait. If it lasts, do what the message says."),
  WAITING_FOR_ADDRESS(
      "WaitingForAddress",
      List.of(RECONCILING, SERVICE_READY),
      "The application runs and is set up, but its Ingress has no address yet, or no controller has"
          + " accepted its HTTPRoute yet.",
      "Wait. If it lasts, see whether the controller of the IngressClass or Gateway runs and writes"
          + " status. If it never does, set spec.routing.check of the TenantClass to \"Off\"."),
  WAITING_FOR_CERTIFICATE(
      "WaitingForCertificate",
      List.of(RECONCILING, SERVICE_READY),
      "The application runs and is set up, but the TLS Secret that its Ingress names does not exist,"
          + " holds no certificate, or one that is not valid yet or is being renewed.",
      "Wait if cert-manager makes it; the message quotes cert-manager. Otherwise create the Secret"
          + " in the tenant's namespace."),
  NOT_RECONCILING(
      "NotReconciling",
      List.of(RECONCILING),
      "Nothing is in progress. Reconciling is False.",
      "Nothing."),
  NOT_STALLED(
      "NotStalled", List.of(STALLED), "Nothing needs a person. Stalled is False.", "Nothing."),
  NOT_SUSPENDED(
      "NotSuspended",
      List.of(ConditionType.SUSPENDED),
      "The tenant is not suspended. Suspended is False.",
      "Nothing."),
  SUSPENDED(
      "Suspended",
      List.of(ConditionType.READY, ConditionType.SUSPENDED, SERVICE_READY),
      "spec.suspended is true. The applications are stopped, all data is kept.",
      "Set spec.suspended to false to resume."),
  SUSPENDED_IN_DATABASE(
      "SuspendedInDatabase",
      List.of(ConditionType.READY, ConditionType.SUSPENDED, SERVICE_READY),
      "Somebody set the status of the tenant's row in Supabase to suspended or deleted, or"
          + " switched a service off there. All data is kept.",
      "Set the row back. Or set the annotation smarteros.io/release-suspension to the value in"
          + " status.decisions."),
  PAUSED(
      "Paused",
      List.of(ConditionType.READY, STALLED),
      "The annotation smarteros.io/paused is set, so the operator writes nothing for the tenant."
          + " A deletion waits too. The other conditions are those from before.",
      "Remove the annotation smarteros.io/paused."),
  NOT_SUPPORTED_YET(
      "NotSupportedYet",
      List.of(STALLED, SERVICE_READY),
      "This version of the operator does not support what the Tenant or its class asks for: a"
          + " service, mode Shared, an integration, a rollout, or a value that only a newer version"
          + " knows.",
      "Remove it from the spec, or upgrade the operator."),
  CLASS_NOT_FOUND(
      "ClassNotFound",
      List.of(STALLED),
      "The TenantClass does not exist.",
      "Create the TenantClass, or name another one in spec.className."),
  NO_DEFAULT_CLASS(
      "NoDefaultClass",
      List.of(STALLED),
      "spec.className is absent, and no TenantClass is the default.",
      "Set spec.className, or annotate one TenantClass with smarteros.io/is-default-class:"
          + " \"true\"."),
  MULTIPLE_DEFAULT_CLASSES(
      "MultipleDefaultClasses",
      List.of(STALLED),
      "spec.className is absent, and several TenantClasses are the default.",
      "Set spec.className, or leave the annotation smarteros.io/is-default-class on one"
          + " TenantClass only."),
  NO_DATABASE_IN_CLASS(
      "NoDatabaseInClass",
      List.of(STALLED, SERVICE_READY),
      "The service needs a database, and the TenantClass has no database server.",
      "Set spec.database in the TenantClass."),
  NOT_ALLOWED_BY_CLASS(
      "NotAllowedByClass",
      List.of(STALLED, SERVICE_READY),
      "The Tenant sets a field that its TenantClass does not allow, or a value that no class can"
          + " allow; or it asks for more than the class's limits, or the pods do not meet its"
          + " podSecurity.",
      "Remove or lower it in the Tenant. Or allow it in the TenantClass, under the field that the"
          + " message names, where it names one."),
  CLASS_SECRET_NOT_FOUND(
      "ClassSecretNotFound",
      List.of(STALLED, NAMESPACE_READY, SERVICE_READY, SECRETS_FOUND, DATABASE_REACHABLE),
      "A Secret that the TenantClass names does not exist in the operator's namespace, or does"
          + " not have the label smarteros.io/class-secret: \"true\".",
      "Create the Secret there, with the label."),
  SECRET_KEY_MISSING(
      "SecretKeyMissing",
      List.of(STALLED, NAMESPACE_READY, SERVICE_READY, SECRETS_FOUND, DATABASE_REACHABLE),
      "A Secret that the TenantClass names does not have a key that it needs, or not the type that"
          + " has it.",
      "Add the key that the message names, or name a Secret of the right type."),
  CLASS_SECRET_INVALID(
      "ClassSecretInvalid",
      List.of(STALLED, SERVICE_READY, SECRETS_FOUND, DATABASE_REACHABLE),
      "A Secret that the TenantClass names has a value that cannot be used: no text, a line end"
          + " within a password, no certificate, or one that has expired.",
      "Correct the key that the message names."),
  ROUTING_NOT_FOUND(
      "RoutingNotFound",
      List.of(STALLED, ROUTING_FOUND),
      "The IngressClass or Gateway that the TenantClass names does not exist, or no listener of the"
          + " Gateway takes routes of its tenants, so nobody serves them.",
      "Create it, or correct its listeners or spec.routing of the TenantClass. If its controller needs no such"
          + " object, set spec.routing.check to \"Off\"."),
  ROLLING_OUT(
      "RollingOut",
      List.of(RECONCILING, ROLLED_OUT),
      "A change reaches the tenants of the TenantClass one after the other.",
      "Wait. status.rollout of the class says which tenants have their turn."),
  ROLLOUT_HALTED(
      "RolloutHalted",
      List.of(STALLED, ROLLED_OUT),
      "Tenants that had their turn in a roll-out are not ready, so that no other one has a turn.",
      "Correct the TenantClass or the tenants that the message names, or set the annotation"
          + " smarteros.io/resume-rollout as it says."),
  CLASS_IN_USE(
      "ClassInUse",
      List.of(STALLED),
      "The TenantClass is to be deleted, but Tenants use it, or data that was kept of deleted ones.",
      "Delete the Tenants that the message names, or destroy their data. Then the class goes by"
          + " itself."),
  TENANT_SECRET_NOT_FOUND(
      "TenantSecretNotFound",
      List.of(RECONCILING, SERVICE_READY),
      "An environment variable refers to a Secret that does not exist in the tenant's namespace or"
          + " does not have the label smarteros.io/env: \"true\", or to a key that the Secret does"
          + " not have or that is empty or no text.",
      "Create the Secret there with the label and the key, or remove the variable."),
  HOST_TAKEN(
      "HostTaken",
      List.of(STALLED, SERVICE_READY),
      "The host or domain belongs to another Tenant: the one that was given it first, or whose"
          + " default host it is. A service that has a host already goes on there.",
      "Choose another spec.domain or host, or change the other Tenant's."),
  QUOTA_EXCEEDED(
      "QuotaExceeded",
      List.of(STALLED, NAMESPACE_READY, SERVICE_READY),
      "The ResourceQuota of the tenant's namespace is too small for what the service or the"
          + " tenant needs.",
      "Ask for less in spec.services, or raise spec.quota in the TenantClass. Current use:"
          + " kubectl describe resourcequota --namespace <namespace>."),
  STORAGE_SHRINK_REFUSED(
      "StorageShrinkRefused",
      List.of(STALLED, SERVICE_READY),
      "The storage.size is smaller than before. Volumes cannot shrink. The rest of the spec is applied."
          + " A volume that somebody made larger than storage.size is no problem.",
      "Set storage.size to the former size or more."),
  IMAGE_CANNOT_RUN(
      "ImageCannotRun",
      List.of(STALLED, SERVICE_READY),
      "The application's image cannot be pulled, or its container does not keep running: for two"
          + " minutes or three restarts. What never heals by itself, such as an image that does not"
          + " exist, is told at once.",
      "If it cannot be pulled: correct version, image or the registry's Secret. If the container"
          + " exits: read its log (kubectl logs --previous). If it was OOMKilled: raise"
          + " spec.services.<name>.resources.memory."),
  JOB_FAILED(
      "JobFailed",
      List.of(STALLED, SERVICE_READY),
      "A Job that must complete before the application can go on has failed. What ran before goes"
          + " on, unless it must not run beside the Job.",
      "Read the Job's log and remove the cause. Then set the annotation smarteros.io/retry-run to"
          + " the value in status.decisions."),
  REFUSED_BY_CLUSTER(
      "RefusedByCluster",
      List.of(STALLED, NAMESPACE_READY, SERVICE_READY, ROUTING_FOUND),
      "The cluster refuses an object of the tenant, the pods of an application, or a read: because"
          + " of a policy, a webhook, a missing right, or an invalid value.",
      "The message quotes the cluster. Change the policy, the operator's rights or the spec. What a"
          + " policy demands of namespaces can be in spec.namespace of the TenantClass."),
  OBJECT_TAKEN(
      "ObjectTaken",
      List.of(STALLED, NAMESPACE_READY, SERVICE_READY),
      "An object with the name of one of the tenant's exists and was not created for it. It is left"
          + " as it is, now and when the Tenant is deleted.",
      "Rename or delete it. Or give it to the tenant with the labels that the message names; its"
          + " content is then replaced."),
  ROUTE_REJECTED(
      "RouteRejected",
      List.of(STALLED, SERVICE_READY),
      "The controller of the Gateway does not accept the HTTPRoute of the application, or cannot"
          + " resolve what it refers to, for two minutes. The application runs and is left running.",
      "The message quotes the controller. Correct the Gateway, or spec.routing.gateway of the"
          + " TenantClass."),
  CERTIFICATE_EXPIRED(
      "CertificateExpired",
      List.of(STALLED, SERVICE_READY),
      "The certificate in the TLS Secret that the application's Ingress names has expired, and"
          + " cert-manager is not renewing it. The application runs and is left running.",
      "Replace the certificate. If cert-manager makes it, do what the message quotes from it."),
  VERSION_REFUSED(
      "VersionRefused",
      List.of(STALLED, SERVICE_READY),
      "The requested version is older than the operator supports, or lower than the running one,"
          + " or too far above it; or image and version contradict each other; or an image with a"
          + " digest comes without a version. The running version is kept.",
      "Set a version that the running one can be upgraded to. The message says which field."),
  PLACEMENT_DIFFERS(
      "PlacementDiffers",
      List.of(STALLED, SERVICE_READY),
      "Class, database server, storage class or mode is not the one that the tenant was created"
          + " with. Nothing is moved; the rest of the spec is applied.",
      "Set it back as the message says."),
  NAMESPACE_TAKEN(
      "NamespaceTaken",
      List.of(STALLED, NAMESPACE_READY),
      "The namespace exists and does not belong to this tenant.",
      "Delete the namespace, rename the Tenant, or give the namespace to the tenant with the"
          + " annotation smarteros.io/adopt-by and the label smarteros.io/tenant."),
  DATABASE_TAKEN(
      "DatabaseTaken",
      List.of(STALLED, SERVICE_READY),
      "A database or role with the tenant's name exists on the server and is not marked as this"
          + " tenant's. It is not changed.",
      "Rename or drop it, or rename the Tenant. If INSTALLATION_ID was changed, set it back."),
  DATABASE_UNFIT(
      "DatabaseUnfit",
      List.of(STALLED, SERVICE_READY),
      "The PostgreSQL server of the TenantClass cannot give the service the database that it needs:"
          + " an extension is not installed, the administrator lacks a right, or the database has"
          + " another collation.",
      "Change on the server what the message names. The operator tries again."),
  DATABASE_EXHAUSTED(
      "DatabaseExhausted",
      List.of(RECONCILING, SERVICE_READY, DATABASE_REACHABLE),
      "The PostgreSQL server of the TenantClass has no connection or no disk space left, or takes no"
          + " writes. What runs is left as it is.",
      "Do on the server what the message says. The operator tries again about once a minute."),
  DATABASE_UNREACHABLE(
      "DatabaseUnreachable",
      List.of(RECONCILING, SERVICE_READY, DATABASE_REACHABLE),
      "The PostgreSQL server of the TenantClass does not answer, or refuses the operator's login"
          + " or statement.",
      "Wait if the server comes back by itself. Otherwise check host, port, sslMode, caSecret and"
          + " adminSecret of the class, and the network."),
  LOGIN_REFUSED(
      "LoginRefused",
      List.of(STALLED, SERVICE_READY),
      "The application refuses the operator's login as its owner.",
      "Do what the message says."),
  CREATION_UNCERTAIN(
      "CreationUncertain",
      List.of(STALLED, SERVICE_READY),
      "The operator was interrupted while it created something in an application, such as an"
          + " account, and the application cannot say whether it exists. It is not created twice.",
      "Look, and delete it if it is there. Then set the annotation smarteros.io/create-again to the"
          + " value in status.decisions."),
  DATA_MISSING(
      "DataMissing",
      List.of(STALLED, NAMESPACE_READY, SERVICE_READY),
      "Data that existed is gone: a key, volume, namespace, database or record; or a volume is being"
          + " deleted, and goes with the last pod. What runs is left running, and nothing is created"
          + " again empty.",
      "Restore it, or copy what you need while it is there. Or accept the loss: set the annotation smarteros.io/accept-data-loss to the"
          + " value in status.decisions."),
  RETAINED_DATA_FOUND(
      "RetainedDataFound",
      List.of(STALLED),
      "A deleted Tenant of this name left data, and its owner was another one.",
      "Set the same owner as before; or set the annotation smarteros.io/revive to the value in"
          + " status.decisions; or rename the Tenant."),
  DELETION_BLOCKED(
      "DeletionBlocked",
      List.of(STALLED, NAMESPACE_READY),
      "A step of the deletion fails or does not end. The Tenant stays until the step succeeds. Or"
          + " the namespace of an earlier Tenant of this name does not end.",
      "Remove the cause that the message names. A step of a deletion can be skipped with the"
          + " annotation smarteros.io/abandon. If the message says that a volume is being deleted,"
          + " accept its loss as status.decisions says."),
  METADATA_TOO_LARGE(
      "MetadataTooLarge",
      List.of(STALLED),
      "spec.rowMetadata has more than 16 KiB, or more than 32 levels.",
      "Shorten or flatten spec.rowMetadata."),
  SYNCED(
      "Synced",
      List.of(SUPABASE_SYNCED),
      "The tenant's rows in Supabase are up to date.",
      "Nothing."),
  SYNC_DISABLED(
      "SyncDisabled",
      List.of(SUPABASE_SYNCED),
      "The operator runs without Supabase (SUPABASE_SYNC=disabled).",
      "Nothing. Or configure Supabase and restart the operator."),
  SUPABASE_UNREACHABLE(
      "SupabaseUnreachable",
      List.of(SUPABASE_SYNCED),
      "Supabase's database does not answer, or is overloaded.",
      "Wait if it comes back by itself. Otherwise check SUPABASE_DB_URL, the network and TLS."),
  SUPABASE_LOGIN_REFUSED(
      "SupabaseLoginRefused",
      List.of(SUPABASE_SYNCED),
      "Supabase's database refuses the operator's login. The operator tries again only after ten"
          + " minutes, because wrong passwords get its address banned.",
      "Correct SUPABASE_DB_USER and SUPABASE_DB_PASSWORD and restart the operator."),
  READ_ONLY(
      "ReadOnly",
      List.of(SUPABASE_SYNCED),
      "Supabase's database accepts no writes: its disk is full, or it is a read replica.",
      "Free disk space, or name the primary in SUPABASE_DB_URL."),
  TABLE_MISSING(
      "TableMissing",
      List.of(SUPABASE_SYNCED),
      "The table tenants or tenant_services, or one of their columns, does not exist.",
      "Apply the product's migrations to the database."),
  TABLE_UNFIT(
      "TableUnfit",
      List.of(SUPABASE_SYNCED),
      "The table tenants or tenant_services is no table, or one of its columns has a type that the"
          + " operator cannot use.",
      "Change the table or column as the message says."),
  GRANT_MISSING(
      "GrantMissing",
      List.of(SUPABASE_SYNCED),
      "The operator's role may not read or write the tables.",
      "Grant the role what the message names."),
  ROWS_HIDDEN(
      "RowsHidden",
      List.of(SUPABASE_SYNCED),
      "Row level security hides rows from the operator's role. It cannot tell whether a row is"
          + " missing or hidden, so nothing is concluded from a missing one; a deletion waits.",
      "Change or add the policy that the message names, so that the role sees all rows of both"
          + " tables."),
  ROW_REFUSED(
      "RowRefused",
      List.of(SUPABASE_SYNCED),
      "A constraint, trigger or rule of the tables rejects or changes the tenant's values, or a row"
          + " contains JSON that is too large or cannot be read.",
      "Correct the Tenant as the message says, or the constraint, trigger or row in the database."
          + " The operator tries again, ever more seldom."),
  STATUS_UNKNOWN(
      "StatusUnknown",
      List.of(SUPABASE_SYNCED),
      "The status of the tenant's row is none of active, suspended and deleted. A tenant that runs"
          + " goes on, one that does not run is not started.",
      "Set the status to one of the three."),
  SLUG_TAKEN(
      "SlugTaken",
      List.of(SUPABASE_SYNCED),
      "Another row has the tenant's name as its slug. It has another owner, or belongs to another"
          + " tenant.",
      "Rename the Tenant, or take the row over with smarteros.io/adopt-row: <row-id>."),
  DOMAIN_TAKEN(
      "DomainTaken",
      List.of(SUPABASE_SYNCED),
      "Another row has the tenant's domain, perhaps in capitals.",
      "Change spec.domain, or the domain of the other row."),
  DELETED_IN_DATABASE(
      "DeletedInDatabase",
      List.of(SUPABASE_SYNCED),
      "Somebody set the status of the tenant's row to deleted. The tenant is suspended, its data"
          + " is kept.",
      "Delete the Tenant if that is meant. Otherwise delete the row: the operator writes it"
          + " again."),
  OWNER_UNKNOWN(
      "OwnerUnknown",
      List.of(SUPABASE_SYNCED),
      "No confirmed user has the owner's e-mail address or id. The operator looks again every"
          + " minute.",
      "Let the owner sign up and confirm the address, or correct spec.owner."),
  OWNER_LOOKUP_UNAVAILABLE(
      "OwnerLookupUnavailable",
      List.of(SUPABASE_SYNCED),
      "The operator's role cannot see users, so it cannot find the owner by e-mail address.",
      "Apply the migration with tenant_ops.find_owner, or name the owner in spec.owner.userId."),
  HELD_BY_BRAKE(
      "HeldByBrake",
      List.of(STALLED, ROWS_FOLLOWED, SUPABASE_SYNCED),
      "Too many rows changed within an hour, or the database may be another one than before. What"
          + " rows demand of the Tenants of the class is not done, and their rows are not touched.",
      "Look at the database. If it is right, set the annotation smarteros.io/release-brake of the"
          + " TenantClass to the token that the message shows."),
  OTHER_DATABASE(
      "OtherDatabase",
      List.of(SUPABASE_SYNCED),
      "SUPABASE_DB_URL names another database than the one that the tenant's row was written to."
          + " The row is not written a second time.",
      "Set SUPABASE_DB_URL back. Or let the row be written to the new database: set the"
          + " annotation smarteros.io/adopt-row to the value in status.decisions.");

  private static final Set<Reason> PROGRESS =
      EnumSet.of(
          PROGRESSING,
          WAITING_FOR_NAMESPACE,
          WAITING_FOR_VOLUME,
          WAITING_FOR_PODS,
          WAITING_FOR_JOB,
          WAITING_FOR_APPLICATION,
          SETTING_UP,
          WAITING_FOR_ADDRESS,
          WAITING_FOR_CERTIFICATE);

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

  /** The one of this id; empty for one of another version of the operator. */
  public static Optional<Reason> of(String id) {
    return Arrays.stream(values()).filter(reason -> reason.id.equals(id)).findFirst();
  }

  /** The reason in a condition. */
  public String id() {
    return id;
  }

  /** Whether nothing is wrong and no person is needed: it only takes time. */
  public boolean isProgress() {
    return PROGRESS.contains(this);
  }

  /** The conditions that have this reason; {@code Ready} only where it does not repeat another. */
  public List<ConditionType> conditions() {
    return conditions;
  }

  /** What it means, for people. */
  public String meaning() {
    return meaning;
  }

  /** What a person can do about it. */
  public String remedy() {
    return remedy;
  }
}
