package io.smarteros.tenant.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be set in Odoo. */
public record OdooSettings(List<String> modules, @Nullable String language) {
  public OdooSettings {
    modules = modules == null ? List.of() : List.copyOf(modules);
  }
}
