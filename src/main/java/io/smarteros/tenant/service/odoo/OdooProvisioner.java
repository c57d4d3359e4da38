package io.smarteros.tenant.service.odoo;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.service.Ledger;
import io.smarteros.tenant.service.Provisioning;
import io.smarteros.tenant.service.Provisioning.Done;
import io.smarteros.tenant.service.Provisioning.Refused;
import io.smarteros.tenant.service.Provisioning.Waiting;
import io.smarteros.tenant.service.client.Reply.NotNow;
import io.smarteros.tenant.service.client.Reply.Rejected;
import io.smarteros.tenant.service.client.Reply.Unauthorized;
import io.smarteros.tenant.service.client.Reply.Value;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Makes sure that the Jobs have set one Odoo up: its administrator logs in with the password of the
 * login Secret, and so nobody does as {@code admin}. Once that was so, the account is the
 * customer's, and nobody logs in any more.
 */
final class OdooProvisioner {
  private static final Duration AFTER_REJECTION = Duration.ofMinutes(5);

  private final OdooClient client;
  private final String database;
  private final OdooAdministrator administrator;
  private final OdooOptions options;
  private final Ledger ledger;

  OdooProvisioner(
      OdooClient client,
      String database,
      OdooAdministrator administrator,
      OdooOptions options,
      Ledger ledger) {
    this.client = client;
    this.database = database;
    this.administrator = administrator;
    this.options = options;
    this.ledger = ledger;
  }

  Provisioning provision() {
    return ledger.find(OdooAdministrator.EXTERNAL) instanceof Ledger.Made ? done() : logIn();
  }

  private Provisioning logIn() {
    return switch (client.logIn(database, administrator)) {
      // with a second factor it is the customer's already
      case Value<Boolean> _ -> {
        ledger.noted(OdooAdministrator.EXTERNAL, administrator.login(), Map.of());
        yield done();
      }
      case Unauthorized<Boolean> _ -> new Refused(wrongPassword());
      case NotNow<Boolean>(String message, Duration retryAfter) -> new Waiting(message, retryAfter);
      case Rejected<Boolean>(int status, String message) ->
          new Waiting(
              "Odoo refuses a request of the operator (HTTP %d): %s".formatted(status, message),
              AFTER_REJECTION);
    };
  }

  private Provisioning done() {
    OdooModules.note(options, ledger);
    return new Done(Optional.of(database), Map.of());
  }

  private static Problem wrongPassword() {
    return new Problem(
        Reason.LOGIN_REFUSED,
        "Odoo refuses the password in Secret %s before the operator has seen it work. Set that password in Odoo again"
            .formatted(Odoo.LOGIN_SECRET));
  }
}
