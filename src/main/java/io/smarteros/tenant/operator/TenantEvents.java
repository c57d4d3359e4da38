package io.smarteros.tenant.operator;

import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantAnnotations;
import java.util.Objects;

/** Which changes of a Tenant are worth a reconcile: not those that the operator itself makes. */
final class TenantEvents {
  private TenantEvents() {}

  /** JOSDK's own filter looks at the generation only, which annotations leave as it is. */
  static boolean isWorthAPass(Tenant now, Tenant before) {
    return !Objects.equals(now.getMetadata().getGeneration(), before.getMetadata().getGeneration())
        || !Objects.equals(
            now.getMetadata().getDeletionTimestamp(), before.getMetadata().getDeletionTimestamp())
        || !Objects.equals(now.getMetadata().getFinalizers(), before.getMetadata().getFinalizers())
        || !TenantAnnotations.of(now).ours().equals(TenantAnnotations.of(before).ours())
        || (now.getStatus() == null && before.getStatus() != null);
  }
}
