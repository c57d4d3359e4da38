package io.smarteros.tenant.cluster;

import io.smarteros.tenant.api.Tenant;

/** Receives drift that was reverted, for Events and metrics. */
public interface DriftListener {
  void note(Tenant tenant, Applied.Corrected corrected);
}
