package io.smarteros.tenant.api.service;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import io.smarteros.tenant.api.schema.ApiType;
import org.jspecify.annotations.Nullable;

/** What can be set in Chatwoot. */
@ApiType
public record ChatwootSettings(
    @JsonPropertyDescription(
            """
            Language of the account, as Chatwoot names it. Default: en. Example: pt_BR.""")
        @Size(min = 2, max = 16)
        @ValidationRule(value = LOCALE, message = "write a language such as en, el or pt_BR")
        @Nullable String locale) {

  static final String LOCALE = "self.matches('^[a-z]{2,3}([_-][A-Z]{2})?$')";

  /** These, and where one is absent the default. */
  public ChatwootSettings withDefaults(ChatwootSettings defaults) {
    return new ChatwootSettings(locale == null ? defaults.locale : locale);
  }
}
