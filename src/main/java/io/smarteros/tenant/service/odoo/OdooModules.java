package io.smarteros.tenant.service.odoo;

import io.smarteros.tenant.service.Ledger;
import io.smarteros.tenant.service.ServicePlan;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The modules that were installed because a Tenant named them. They are in the record, since one
 * that leaves the list stays installed: uninstalling it deletes its data.
 */
final class OdooModules {
  /** Before the name of a module among the record's external objects. */
  private static final String EXTERNAL = "module/";

  private OdooModules() {}

  /** By name in the record, as they are in Odoo. */
  static Map<String, String> externals(OdooOptions options) {
    Map<String, String> externals = new HashMap<>();
    options.modules().forEach(module -> externals.put(EXTERNAL + module, module));
    return externals;
  }

  /** A Job has installed them. */
  static void note(OdooOptions options, Ledger ledger) {
    externals(options)
        .forEach(
            (external, module) -> {
              if (!(ledger.find(external) instanceof Ledger.Made)) {
                ledger.noted(external, module, Map.of());
              }
            });
  }

  /** What a person should know of modules that left the list. */
  static Optional<String> remark(ServicePlan plan) {
    OdooOptions options = OdooOptions.of(plan.service().spec());
    List<String> left =
        plan.externals().entrySet().stream()
            .filter(external -> external.getKey().startsWith(EXTERNAL))
            .flatMap(external -> external.getValue().id().stream())
            .filter(module -> !options.modules().contains(module))
            .sorted()
            .toList();
    return left.isEmpty()
        ? Optional.empty()
        : Optional.of(
            "No longer in settings.modules, and installed as long as nobody uninstalls them in Odoo: %s"
                .formatted(String.join(", ", left)));
  }
}
