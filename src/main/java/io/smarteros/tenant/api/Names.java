package io.smarteros.tenant.api;

/** Labels, annotations and finalizers that are part of the contract with users. */
public final class Names {
  public static final String GROUP = "smarteros.io";
  public static final String TENANT_LABEL = GROUP + "/tenant";
  public static final String SERVICE_LABEL = GROUP + "/service";
  public static final String CLASS_SECRET_LABEL = GROUP + "/class-secret";

  /** On a Secret in a tenant's namespace: its keys may become environment variables. */
  public static final String ENV_SECRET_LABEL = GROUP + "/env";

  /** Name of a TenantClass, on its revisions. */
  public static final String CLASS_LABEL = GROUP + "/class";

  public static final String PART_OF_LABEL = "app.kubernetes.io/part-of";
  public static final String MANAGED_BY_LABEL = "app.kubernetes.io/managed-by";
  public static final String NAME_LABEL = "app.kubernetes.io/name";
  public static final String COMPONENT_LABEL = "app.kubernetes.io/component";
  public static final String PART_OF = "smarteros";

  /** The operator: field manager, value of managed-by, name of its binding and ServiceAccount. */
  public static final String OPERATOR = "tenant-operator";

  public static final String TENANT_FINALIZER = GROUP + "/tenant";
  public static final String CLASS_FINALIZER = GROUP + "/class-in-use";

  public static final String PAUSED_ANNOTATION = GROUP + "/paused";
  public static final String RECONCILE_AT_ANNOTATION = GROUP + "/reconcile-at";

  /** On a Tenant, and with its last value on the pods of the tenant's applications. */
  public static final String RESTART_ANNOTATION = GROUP + "/restart";

  public static final String ROTATE_ANNOTATION = GROUP + "/rotate";
  public static final String CONFIRM_DELETE_ANNOTATION = GROUP + "/confirm-delete";
  public static final String ABANDON_ANNOTATION = GROUP + "/abandon";
  public static final String REVIVE_ANNOTATION = GROUP + "/revive";
  public static final String ADOPT_ROW_ANNOTATION = GROUP + "/adopt-row";
  public static final String RELEASE_SUSPENSION_ANNOTATION = GROUP + "/release-suspension";
  public static final String CREATE_AGAIN_ANNOTATION = GROUP + "/create-again";
  public static final String RETRY_RUN_ANNOTATION = GROUP + "/retry-run";
  public static final String ACCEPT_DATA_LOSS_ANNOTATION = GROUP + "/accept-data-loss";

  public static final String ADOPT_BY_ANNOTATION = GROUP + "/adopt-by";

  /** On Deployments and pods: which version they run. */
  public static final String VERSION_ANNOTATION = GROUP + "/version";

  /** On Deployments: what was applied as the template of their pods. */
  public static final String POD_TEMPLATE_HASH_ANNOTATION = GROUP + "/pod-template-hash";

  /** On a TenantClass: with the token in its status, rows are followed again. */
  public static final String RELEASE_BRAKE_ANNOTATION = GROUP + "/release-brake";

  /** On a TenantClass: failures of turns up to this time are accepted. */
  public static final String RESUME_ROLLOUT_ANNOTATION = GROUP + "/resume-rollout";

  public static final String RETAINED_AT_ANNOTATION = GROUP + "/retained-at";

  private Names() {}
}
