package io.smarteros.tenant.cluster;

import io.smarteros.tenant.api.Tenant;

/** Hears of drift that was put right: for events and metrics. */
public interface DriftListener {
  void note(Tenant tenant, Applied.Corrected corrected);
}
