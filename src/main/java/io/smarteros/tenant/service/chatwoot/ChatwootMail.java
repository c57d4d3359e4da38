package io.smarteros.tenant.service.chatwoot;

import io.smarteros.tenant.api.tenantclass.Smtp.Tls;
import io.smarteros.tenant.service.ClassAccess.SmtpAccess;
import io.smarteros.tenant.service.ClassAccess.SmtpLogin;
import io.smarteros.tenant.service.ServicePlan;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** How Chatwoot sends mail by its class's server: {@code config/initializers/mailer.rb}. */
final class ChatwootMail {
  /** By which a Tenant names a server of its own, or sends as somebody else. */
  static final Predicate<String> OWN_SERVER =
      Pattern.compile("SMTP_.*|MAILER_SENDER_EMAIL").asMatchPredicate();

  private ChatwootMail() {}

  /** Variables that are not secret; none when it sends no mail. */
  static Map<String, String> plain(ServicePlan plan) {
    return plan.classAccess().smtp().map(smtp -> plain(plan, smtp)).orElseGet(Map::of);
  }

  private static Map<String, String> plain(ServicePlan plan, SmtpAccess smtp) {
    Map<String, String> environment = new TreeMap<>();
    environment.put("MAILER_SENDER_EMAIL", smtp.from());
    environment.put("SMTP_ADDRESS", smtp.host());
    environment.put("SMTP_PORT", Integer.toString(smtp.port()));
    // as whom it greets the server: some refuse its localhost.localdomain
    environment.put("SMTP_DOMAIN", plan.service().host());
    environment.put("SMTP_TLS", Boolean.toString(smtp.tls() == Tls.IMPLICIT));
    environment.put("SMTP_ENABLE_STARTTLS_AUTO", Boolean.toString(smtp.tls() == Tls.START_TLS));
    environment.put("SMTP_OPENSSL_VERIFY_MODE", "peer");
    if (smtp.login().isPresent()) {
      // named without a login, it would keep all mail from being sent
      environment.put("SMTP_AUTHENTICATION", "plain");
    }
    return environment;
  }

  static Map<String, String> secret(ServicePlan plan) {
    Optional<SmtpLogin> login = plan.classAccess().smtp().flatMap(SmtpAccess::login);
    return login
        .map(known -> Map.of("SMTP_USERNAME", known.username(), "SMTP_PASSWORD", known.password()))
        .orElseGet(Map::of);
  }
}
