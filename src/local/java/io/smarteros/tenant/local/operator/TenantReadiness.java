package io.smarteros.tenant.local.operator;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.Tenant;

/** Whether the operator says that a Tenant is Ready, as last changed. */
public final class TenantReadiness {
  private TenantReadiness() {}

  public static boolean isReady(Tenant tenant) {
    return tenant.getStatus() != null
        && tenant
            .getStatus()
            .condition("Ready")
            .filter(Condition::holds)
            .filter(ready -> ready.observedGeneration() == tenant.getMetadata().getGeneration())
            .isPresent();
  }
}
