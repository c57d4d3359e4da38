package io.smarteros.tenant.api.service;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.smarteros.tenant.api.schema.ApiType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What can be set in Odoo. */
@ApiType
public record OdooSettings(
    @JsonPropertyDescription(
            """
            Technical names of the modules to install, at most 50. A module that leaves the \
            list stays installed, because uninstalling it deletes its data. Example: crm, \
            contacts.""")
        @Size(max = 50)
        @ValidationRule(
            value = "self.all(module, module.matches('^[a-z][a-z0-9_]*$'))",
            message = "write the technical names of modules, such as crm or sale_management")
        List<@Size(min = 1, max = 64) String> modules,
    @JsonPropertyDescription("Language of the company. Default: en_US. Example: el_GR.")
        @Size(min = 2, max = 16)
        @ValidationRule(
            value = "self.matches('^[a-z]{2,3}(_[A-Z]{2})?(@[a-z]+)?$')",
            message = "write a language as Odoo names it, such as en_US or el_GR")
        @Nullable String language) {
  public OdooSettings {
    modules = modules == null ? List.of() : List.copyOf(modules);
  }
}
