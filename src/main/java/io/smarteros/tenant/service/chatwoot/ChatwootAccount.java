package io.smarteros.tenant.service.chatwoot;

import io.smarteros.tenant.api.service.ChatwootSettings;
import io.smarteros.tenant.api.service.ChatwootSpec;
import io.smarteros.tenant.service.ClassAccess.SmtpAccess;
import io.smarteros.tenant.service.ServicePlan;
import java.util.Optional;

/**
 * The tenant's account and its first inbox, as they are made. What becomes of them is the
 * customer's.
 *
 * @param mark by which the account is found again, since names are not unique
 * @param locale of the account, as Chatwoot names it
 * @param supportEmail sender of its conversations' mails, which a class's server must accept
 * @param website on which its first inbox is
 */
record ChatwootAccount(
    String mark, String name, String locale, String supportEmail, String website) {
  /** Name of the account among the record's external objects. */
  static final String EXTERNAL = "account";

  /** Key of the mark among the account's own attributes. */
  static final String MARK_ATTRIBUTE = "smarteros_tenant";

  /** Name of the inbox among the record's external objects. */
  static final String INBOX_EXTERNAL = "inbox";

  static final String INBOX_NAME = "Website";

  private static final String DEFAULT_LOCALE = "en";

  static ChatwootAccount of(ServicePlan plan) {
    return new ChatwootAccount(
        plan.tenant().name(),
        plan.tenant().displayName(),
        locale(plan),
        plan.classAccess()
            .smtp()
            .map(SmtpAccess::from)
            .orElseGet(() -> ChatwootAdministrator.of(plan).email()),
        plan.tenant().domain().map(domain -> "https://" + domain).orElse(plan.service().url()));
  }

  static String locale(ServicePlan plan) {
    Optional<String> locale =
        plan.service().spec() instanceof ChatwootSpec chatwoot
            ? Optional.ofNullable(chatwoot.settings()).map(ChatwootSettings::locale)
            : Optional.empty();
    return locale.orElse(DEFAULT_LOCALE);
  }
}
