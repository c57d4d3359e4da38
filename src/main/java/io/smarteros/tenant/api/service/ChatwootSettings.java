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
            Language of the account when it is created, as Chatwoot names it. Default: en. \
            Example: pt_BR.""")
        @Size(max = 64)
        @ValidationRule(
            value = LOCALE,
            message = "write a language that Chatwoot has, such as en, el or pt_BR")
        @Nullable String locale) {

  /**
   * Those that {@code config/initializers/languages.rb} of Chatwoot switches on; for any other it
   * answers that something went wrong.
   */
  static final String LOCALE =
      "self in ['ar', 'bg', 'ca', 'cs', 'da', 'de', 'el', 'en', 'es', 'et', 'fa', 'fi', 'fr', 'he',"
          + " 'hu', 'id', 'is', 'it', 'ja', 'ko', 'lt', 'lv', 'ml', 'nl', 'no', 'pl', 'pt', 'pt_BR',"
          + " 'ro', 'ru', 'sk', 'sr', 'sv', 'ta', 'th', 'tr', 'uk', 'vi', 'zh_CN', 'zh_TW']";

  /** These, and where one is absent the default. */
  public ChatwootSettings withDefaults(ChatwootSettings defaults) {
    return new ChatwootSettings(locale == null ? defaults.locale : locale);
  }
}
