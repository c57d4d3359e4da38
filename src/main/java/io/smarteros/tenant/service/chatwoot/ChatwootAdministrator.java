package io.smarteros.tenant.service.chatwoot;

import io.smarteros.tenant.service.ServicePlan;

/** The first administrator of the tenant's account: what the login Secret holds. */
record ChatwootAdministrator(String email, String password) {
  /** Name of the user among the record's external objects; the e-mail address finds it. */
  static final String EXTERNAL = "administrator";

  /** As people see it beside their messages, until it is changed. */
  static final String DISPLAY_NAME = "Administrator";

  static ChatwootAdministrator of(ServicePlan plan) {
    return new ChatwootAdministrator(
        plan.administrator(EXTERNAL), plan.secret(ChatwootSecrets.ADMIN_PASSWORD));
  }

  @Override
  public String toString() {
    return email;
  }
}
