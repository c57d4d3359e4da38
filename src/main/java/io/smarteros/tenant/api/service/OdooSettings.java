package io.smarteros.tenant.api.service;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
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
    @JsonPropertyDescription(
            """
            Language of the company and its first administrator, beside English. Languages \
            that were set before stay. Default: en_US. Example: el_GR.""")
        @Size(max = 64)
        @ValidationRule(
            value = "self.matches('^[a-z]{2,3}(_([A-Z]{2}|[0-9]{3}))?(@[A-Za-z]+)?$')",
            message = "write a language as Odoo names it, such as en_US or el_GR")
        @Nullable String language,
    @JsonPropertyDescription(
            """
            Country of the company, which also decides the chart of accounts that is \
            installed with an accounting module. ISO 3166 code of two letters; write Norway as \
            "NO", since NO without quotes is no text in YAML. Default: none, to be chosen in \
            Odoo. Example: GR.""")
        @Size(max = 64)
        @ValidationRule(
            value = "self.matches('^[A-Z]{2}$')",
            message = "write the two capital letters of a country, such as GR")
        @Nullable String country,
    @JsonPropertyDescription(
            """
            Currency of the company. ISO 4217 code. Odoo refuses another one once there are \
            bookings. Default: Odoo's own, USD. Example: EUR.""")
        @Size(max = 64)
        @ValidationRule(
            value = "self.matches('^[A-Z]{3}$')",
            message = "write the three capital letters of a currency, such as EUR")
        @Nullable String currency,
    @JsonPropertyDescription(
            """
            Number of worker processes for HTTP requests, 0 to 6. 0 means one process with \
            threads, which serves a few users with the least memory. Each worker needs some \
            300Mi of memory. Default: 0.""")
        @Min(0)
        @Max(6)
        @Nullable Integer workers) {
  public OdooSettings {
    modules = modules == null ? List.of() : List.copyOf(modules);
  }

  /** These, and where one is absent or an empty list the default. */
  public OdooSettings withDefaults(OdooSettings defaults) {
    return new OdooSettings(
        modules.isEmpty() ? defaults.modules : modules,
        language == null ? defaults.language : language,
        country == null ? defaults.country : country,
        currency == null ? defaults.currency : currency,
        workers == null ? defaults.workers : workers);
  }
}
