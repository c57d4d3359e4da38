package io.smarteros.tenant.api.service;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.smarteros.tenant.api.schema.ApiType;
import org.jspecify.annotations.Nullable;

/** What can be set in Botpress. */
@ApiType
public record BotpressSettings(
    @JsonPropertyDescription("Language of the first bot. Default: en. Example: el.")
        @Size(max = 64)
        @ValidationRule(
            value = "self.matches('^[a-z]{2,3}$')",
            message = "write the ISO code of a language, such as en or el")
        @Nullable String language) {

  /** These, and where one is absent the default. */
  public BotpressSettings withDefaults(BotpressSettings defaults) {
    return new BotpressSettings(language == null ? defaults.language : language);
  }
}
