package io.smarteros.tenant.service.odoo;

import io.smarteros.tenant.api.service.OdooSettings;
import io.smarteros.tenant.api.service.OdooSpec;
import io.smarteros.tenant.api.service.ServiceSpec;
import java.util.List;
import java.util.Optional;

/**
 * The settings of Odoo with everything decided.
 *
 * @param modules sorted, without Odoo's own
 * @param workers zero: one process with threads
 */
record OdooOptions(
    List<String> modules,
    Optional<String> language,
    Optional<String> country,
    Optional<String> currency,
    int workers) {
  private static final OdooSettings NOTHING_SET =
      new OdooSettings(List.of(), null, null, null, null);

  static OdooOptions of(ServiceSpec spec) {
    OdooSettings settings =
        spec instanceof OdooSpec odoo && odoo.settings() != null ? odoo.settings() : NOTHING_SET;
    return new OdooOptions(
        settings.modules().stream().distinct().sorted().toList(),
        Optional.ofNullable(settings.language()),
        Optional.ofNullable(settings.country()),
        Optional.ofNullable(settings.currency()),
        Optional.ofNullable(settings.workers()).orElse(0));
  }

  /** Those for requests, one for scheduled actions and one for websockets; or one for all. */
  int processes() {
    return workers == 0 ? 1 : workers + 2;
  }
}
