package io.smarteros.tenant.service.botpress;

import io.smarteros.tenant.api.service.BotpressSettings;
import io.smarteros.tenant.api.service.BotpressSpec;
import io.smarteros.tenant.service.ServicePlan;
import java.util.Optional;

/**
 * The tenant's first bot, as it is made. What becomes of it is the customer's.
 *
 * @param id also its name: three to fifty characters, and no underscore, which Botpress takes for
 *     any character where it deletes files of a bot from its database
 * @param language of which the community edition allows one
 */
record BotpressBot(String id, String language) {
  /** Name of the bot among the record's external objects. */
  static final String EXTERNAL = "bot";

  /** That of the template. */
  static final String DEFAULT_LANGUAGE = "en";

  static BotpressBot of(ServicePlan plan) {
    Optional<String> language =
        plan.service().spec() instanceof BotpressSpec botpress
            ? Optional.ofNullable(botpress.settings()).map(BotpressSettings::language)
            : Optional.empty();
    return new BotpressBot(plan.tenant().name() + "-bot", language.orElse(DEFAULT_LANGUAGE));
  }
}
