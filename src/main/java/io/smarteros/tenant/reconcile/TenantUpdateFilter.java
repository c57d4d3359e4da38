package io.smarteros.tenant.reconcile;

import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantAnnotations;
import java.util.Objects;

/** Which changes of a Tenant are worth a reconcile: not those that the operator itself makes. */
public final class TenantUpdateFilter {
  private TenantUpdateFilter() {}

  /** JOSDK's own filter looks at the generation only, which annotations leave as it is. */
  public static boolean isWorthReconciling(Tenant now, Tenant before) {
    return !Objects.equals(now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
        || !Objects.equals(
            now.getMetadata().getDeletionTimestamp(), before.getMetadata().getDeletionTimestamp())
        || !Objects.equals(now.getMetadata().getFinalizers(), before.getMetadata().getFinalizers())
        || !TenantAnnotations.of(now).ours().equals(TenantAnnotations.of(before).ours())
        || (now.getStatus() == null && before.getStatus() != null);
  }
}
