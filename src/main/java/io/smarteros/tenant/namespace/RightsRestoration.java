package io.smarteros.tenant.namespace;

import io.smarteros.tenant.cluster.Applied;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.OperatorRoleBinding;

/** Restores the operator's RoleBinding in a tenant's namespace, if somebody removed it. */
public final class RightsRestoration {
  private final ClusterObjects objects;
  private final String operatorNamespace;
  private final String serviceAccount;

  public RightsRestoration(
      ClusterObjects objects, String operatorNamespace, String serviceAccount) {
    this.objects = objects;
    this.operatorNamespace = operatorNamespace;
    this.serviceAccount = serviceAccount;
  }

  /**
   * Puts them back where they are gone.
   *
   * @return whether another try may succeed where the last one was refused
   */
  public boolean restore(String tenant, String namespace) {
    return switch (apply(tenant, namespace)) {
      case Applied.Created _, Applied.Changed _, Applied.Corrected _, Applied.Retry _ -> true;
      case Applied.Unchanged _, Applied.Rejected _ -> false;
    };
  }

  Applied apply(String tenant, String namespace) {
    return objects.apply(
        OperatorRoleBinding.of(tenant, namespace, operatorNamespace, serviceAccount), false);
  }
}
