package io.smarteros.tenant.testkit;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus;

/** How Helm, Flux and kpt read an object's status: the rules of kstatus, in their order. */
public enum Kstatus {
  TERMINATING,
  IN_PROGRESS,
  FAILED,
  CURRENT;

  public static Kstatus of(Tenant tenant) {
    TenantStatus status = tenant.getStatus();
    if (tenant.getMetadata().getDeletionTimestamp() != null) {
      return TERMINATING;
    }
    if (status == null) {
      return CURRENT;
    }
    Long observed = status.observedGeneration();
    if (observed != null && !observed.equals(tenant.getMetadata().getGeneration())) {
      return IN_PROGRESS;
    }
    if (is(status, "Reconciling", Condition.Status.TRUE)) {
      return IN_PROGRESS;
    }
    if (is(status, "Stalled", Condition.Status.TRUE)) {
      return FAILED;
    }
    return status.condition("Ready").isPresent() && !is(status, "Ready", Condition.Status.TRUE)
        ? IN_PROGRESS
        : CURRENT;
  }

  private static boolean is(TenantStatus status, String type, Condition.Status value) {
    return status.condition(type).filter(found -> found.status() == value).isPresent();
  }
}
