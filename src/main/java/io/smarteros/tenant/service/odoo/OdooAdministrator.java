package io.smarteros.tenant.service.odoo;

import io.smarteros.tenant.service.ServicePlan;
import java.util.Optional;

/** The account of the first administrator: what the login Secret holds. */
record OdooAdministrator(String login, String password) {
  /** Name of the account among the record's external objects; its e-mail address is the id. */
  static final String EXTERNAL = "administrator";

  /**
   * The account that replaces {@code admin} when the tables are made. It stays at that address
   * whatever the Tenant says by now: from then on the customer changes it in Odoo.
   */
  static OdooAdministrator of(ServicePlan plan) {
    String login =
        Optional.ofNullable(plan.externals().get(EXTERNAL))
            .flatMap(external -> external.id().or(external::naturalKey))
            .orElseGet(() -> wanted(plan));
    return new OdooAdministrator(login, plan.secret(OdooSecrets.ADMIN_PASSWORD));
  }

  private static String wanted(ServicePlan plan) {
    return plan.tenant()
        .administrator()
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "Tenant %s names no administrator".formatted(plan.tenant().name())));
  }

  @Override
  public String toString() {
    return login;
  }
}
