package io.smarteros.tenant.service.odoo;

import io.smarteros.tenant.service.ServicePlan;

/** The account of the first administrator: what the login Secret holds. */
record OdooAdministrator(String login, String password) {
  /** Name of the account among the record's external objects; its e-mail address is the id. */
  static final String EXTERNAL = "administrator";

  /**
   * The account that replaces {@code admin} when the tables are made. It stays at that address
   * whatever the Tenant says by now: from then on the customer changes it in Odoo.
   */
  static OdooAdministrator of(ServicePlan plan) {
    return new OdooAdministrator(
        plan.administrator(EXTERNAL), plan.secret(OdooSecrets.ADMIN_PASSWORD));
  }

  @Override
  public String toString() {
    return login;
  }
}
