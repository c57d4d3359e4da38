package io.smarteros.tenant.operator;

import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus;
import org.slf4j.MDC;

/** Watches passes go by: log context, heartbeat, metrics, events. */
final class PassObserver {
  private static final String TENANT = "tenant";

  /** Ends with the pass. */
  interface Watch extends AutoCloseable {
    @Override
    void close();
  }

  Watch begin(Tenant tenant) {
    MDC.put(TENANT, tenant.getMetadata().getName());
    return () -> MDC.remove(TENANT);
  }

  void passed(Tenant tenant, PassResult result, TenantStatus status) {}

  void cleaned(Tenant tenant, TenantCleanup.Progress progress) {}
}
