package io.smarteros.tenant.service.botpress;

import io.smarteros.tenant.service.ServicePlan;

/** The account of the super administrator: what the login Secret holds. */
record BotpressAdministrator(String email, String password) {
  /** Name of the account among the record's external objects; its e-mail address is the id. */
  static final String EXTERNAL = "administrator";

  /**
   * The account that Botpress makes at its first start. It stays at that address whatever the
   * Tenant says by now: Botpress takes it from its environment only while it has no user.
   */
  static BotpressAdministrator of(ServicePlan plan) {
    return new BotpressAdministrator(
        plan.administrator(EXTERNAL), plan.secret(BotpressSecrets.ADMIN_PASSWORD));
  }

  @Override
  public String toString() {
    return email;
  }
}
