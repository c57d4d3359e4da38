package io.smarteros.tenant.cluster;

import io.fabric8.kubernetes.api.model.rbac.RoleBinding;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.smarteros.tenant.api.Names;

/** The RoleBinding that gives the operator its rights in a tenant's namespace. */
public final class OperatorRoleBinding {
  /** The one ClusterRole that the operator may bind; the chart brings it. */
  public static final String CLUSTER_ROLE = "tenant-operator-tenant";

  private static final String RBAC = "rbac.authorization.k8s.io";

  private OperatorRoleBinding() {}

  public static RoleBinding of(
      String tenant, String namespace, String operatorNamespace, String operatorServiceAccount) {
    return new RoleBindingBuilder()
        .withMetadata(GuardRailMetadata.of(tenant, namespace, Names.OPERATOR))
        .withNewRoleRef(RBAC, "ClusterRole", CLUSTER_ROLE)
        .addNewSubject()
        .withKind("ServiceAccount")
        .withName(operatorServiceAccount)
        .withNamespace(operatorNamespace)
        .endSubject()
        .build();
  }

  public static ObjectKey keyIn(String namespace) {
    return new ObjectKey(RBAC + "/v1", "RoleBinding", namespace, Names.OPERATOR);
  }
}
