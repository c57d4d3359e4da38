package io.smarteros.tenant.service.odoo;

import io.smarteros.tenant.api.tenantclass.Smtp.Tls;
import io.smarteros.tenant.service.ClassAccess.SmtpAccess;
import io.smarteros.tenant.service.ServicePlan;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * How Odoo sends mail: by {@code odoo.conf}, and not by a record of its database, since the
 * customer's administrator reads the password in that.
 */
final class OdooMail {
  /** By which a Tenant names a server of its own: Odoo lets variables replace its file. */
  static final Predicate<String> OWN_SERVER =
      Pattern.compile("ODOO_(SMTP_.*|EMAIL_FROM|FROM_FILTER)").asMatchPredicate();

  private OdooMail() {}

  /** Entries of {@code odoo.conf}; empty when it sends none. */
  static Map<String, Object> entries(ServicePlan plan) {
    return usable(plan).map(OdooMail::entries).orElseGet(Map::of);
  }

  private static Map<String, Object> entries(SmtpAccess smtp) {
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put("smtp_server", smtp.host());
    entries.put("smtp_port", smtp.port());
    entries.put("smtp_ssl", smtp.tls() == Tls.START_TLS ? "True" : "False");
    entries.put("email_from", smtp.from());
    entries.put("from_filter", smtp.from());
    smtp.login()
        .ifPresent(
            login -> {
              entries.put("smtp_user", login.username());
              entries.put("smtp_password", login.password());
            });
    return entries;
  }

  /** What a person should know of a server that Odoo cannot use. */
  static Optional<String> remark(ServicePlan plan) {
    return plan.classAccess().smtp().isPresent() && usable(plan).isEmpty()
        ? Optional.of(
            "It sends no mail, because its configuration knows no TLS from the start. Set smtp.tls of TenantClass %s to StartTLS"
                .formatted(plan.tenant().className()))
        : Optional.empty();
  }

  /** Its option {@code smtp_ssl} is STARTTLS, whatever the name says. */
  private static Optional<SmtpAccess> usable(ServicePlan plan) {
    return plan.classAccess().smtp().filter(smtp -> smtp.tls() != Tls.IMPLICIT);
  }
}
