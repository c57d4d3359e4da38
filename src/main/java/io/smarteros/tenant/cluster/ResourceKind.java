package io.smarteros.tenant.cluster;

import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.smarteros.tenant.api.Names;
import java.util.Arrays;
import java.util.Optional;

/**
 * Every kind that the operator writes or reads. A kind that is not here cannot be applied, because
 * it would never be pruned.
 */
public enum ResourceKind {
  NAMESPACE("v1", "Namespace", Selection.OURS, Role.PLACE),
  ROLE_BINDING("rbac.authorization.k8s.io/v1", "RoleBinding", Selection.OURS, Role.GUARD_RAIL),
  SERVICE_ACCOUNT("v1", "ServiceAccount", Selection.OURS, Role.CONFIGURATION),
  RESOURCE_QUOTA("v1", "ResourceQuota", Selection.OURS, Role.GUARD_RAIL),
  LIMIT_RANGE("v1", "LimitRange", Selection.OURS, Role.GUARD_RAIL),
  NETWORK_POLICY("networking.k8s.io/v1", "NetworkPolicy", Selection.OURS, Role.CONFIGURATION),
  SECRET("v1", "Secret", Selection.BY_NAME, Role.DATA),
  PERSISTENT_VOLUME_CLAIM("v1", "PersistentVolumeClaim", Selection.OURS, Role.DATA),
  SERVICE("v1", "Service", Selection.OURS, Role.SERVICE),
  DEPLOYMENT("apps/v1", "Deployment", Selection.OURS, Role.COMPUTE),
  JOB("batch/v1", "Job", Selection.OURS, Role.COMPUTE),
  CRON_JOB("batch/v1", "CronJob", Selection.OURS, Role.COMPUTE),
  INGRESS("networking.k8s.io/v1", "Ingress", Selection.OURS, Role.ROUTE),
  HTTP_ROUTE("gateway.networking.k8s.io/v1", "HTTPRoute", Selection.OURS, Role.ROUTE),
  POD("v1", "Pod", Selection.OF_TENANTS, Role.OBSERVED);

  /** Which objects of the kind are watched. */
  enum Selection {
    OURS(Names.MANAGED_BY_LABEL + "=" + Names.OPERATOR),
    /** Pods inherit labels from templates, so the tenant's is enough. */
    OF_TENANTS(Names.TENANT_LABEL),
    /** Not watched: a watch would need the right to read all of them. */
    BY_NAME("");

    private final String labelSelector;

    Selection(String labelSelector) {
      this.labelSelector = labelSelector;
    }
  }

  /** What the objects are for, in the order in which they are deleted. */
  enum Role {
    ROUTE,
    COMPUTE,
    SERVICE,
    CONFIGURATION,
    GUARD_RAIL,
    /** Holds data or secrets: never pruned. */
    DATA,
    /** Holds everything: never pruned. */
    PLACE,
    /** Made by others. */
    OBSERVED;

    boolean prunable() {
      return switch (this) {
        case ROUTE, COMPUTE, SERVICE, CONFIGURATION, GUARD_RAIL -> true;
        case DATA, PLACE, OBSERVED -> false;
      };
    }
  }

  private final String apiVersion;
  private final String kind;
  private final Selection selection;
  private final Role role;

  ResourceKind(String apiVersion, String kind, Selection selection, Role role) {
    this.apiVersion = apiVersion;
    this.kind = kind;
    this.selection = selection;
    this.role = role;
  }

  public static ResourceKind of(ObjectKey key) {
    return find(key.apiVersion(), key.kind())
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "%s %s is not a kind that the operator works with"
                        .formatted(key.apiVersion(), key.kind())));
  }

  private static Optional<ResourceKind> find(String apiVersion, String kind) {
    return Arrays.stream(values())
        .filter(each -> each.kind.equals(kind) && each.apiVersion.equals(apiVersion))
        .findFirst();
  }

  String apiVersion() {
    return apiVersion;
  }

  String kind() {
    return kind;
  }

  Role role() {
    return role;
  }

  /** Whether objects of the kind run pods. */
  public boolean isCompute() {
    return role == Role.COMPUTE;
  }

  boolean isRoute() {
    return role == Role.ROUTE;
  }

  boolean watched() {
    return selection != Selection.BY_NAME;
  }

  String labelSelector() {
    return selection.labelSelector;
  }

  GroupVersionKind groupVersionKind() {
    return new GroupVersionKind(apiVersion, kind);
  }
}
