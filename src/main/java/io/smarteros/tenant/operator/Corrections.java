package io.smarteros.tenant.operator;

import io.smarteros.tenant.cluster.Applied;

/** Hears of drift that was put right: for events and metrics. */
interface Corrections {
  void note(String tenant, Applied.Corrected corrected);
}
