package io.smarteros.tenant.operator;

import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.cluster.Applied;

/** Hears of drift that was put right: for events and metrics. */
interface Corrections {
  void note(Tenant tenant, Applied.Corrected corrected);
}
