package io.smarteros.tenant.deletion;

import io.smarteros.tenant.cluster.Applied;
import io.smarteros.tenant.cluster.Applier;
import io.smarteros.tenant.cluster.OperatorRoleBinding;

/** The operator's own rights in tenants' namespaces, which somebody may have taken away. */
public final class RightsRestoration {
  private final Applier applier;
  private final String operatorNamespace;
  private final String serviceAccount;

  public RightsRestoration(Applier applier, String operatorNamespace, String serviceAccount) {
    this.applier = applier;
    this.operatorNamespace = operatorNamespace;
    this.serviceAccount = serviceAccount;
  }

  /**
   * Puts them back where they are gone.
   *
   * @return whether another try may succeed where the last one was refused
   */
  boolean restore(String tenant, String namespace) {
    Applied applied =
        applier.apply(OperatorRoleBinding.of(tenant, namespace, operatorNamespace, serviceAccount));
    return switch (applied) {
      case Applied.Created _, Applied.Changed _, Applied.Corrected _, Applied.Retry _ -> true;
      case Applied.Unchanged _, Applied.Rejected _ -> false;
    };
  }
}
