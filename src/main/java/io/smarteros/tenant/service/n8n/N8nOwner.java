package io.smarteros.tenant.service.n8n;

import io.smarteros.tenant.service.ServicePlan;

/** The account of the first administrator: what the login Secret holds. */
record N8nOwner(String email, String password) {
  static final String FIRST_NAME = "Instance";
  static final String LAST_NAME = "Owner";

  static N8nOwner of(ServicePlan plan) {
    String email =
        plan.tenant()
            .administrator()
            .orElseThrow(
                () ->
                    new IllegalStateException(
                        "Tenant %s names no administrator".formatted(plan.tenant().name())));
    return new N8nOwner(email, plan.secret(N8nSecrets.OWNER_PASSWORD));
  }

  @Override
  public String toString() {
    return email;
  }
}
