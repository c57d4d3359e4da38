package io.smarteros.tenant.service.n8n;

import io.smarteros.tenant.service.ServicePlan;
import java.util.Optional;

/** The account of the first administrator: what the login Secret holds. */
record N8nOwner(String email, String password) {
  static final String FIRST_NAME = "Instance";
  static final String LAST_NAME = "Owner";

  /** Name of the account among the record's external objects; its e-mail address is the id. */
  static final String EXTERNAL = "owner-account";

  /**
   * The account as the environment makes it at every start; one that n8n keeps itself stays at the
   * address that it was set up with, whatever the Tenant says by now.
   */
  static N8nOwner of(ServicePlan plan) {
    boolean managed = N8nOptions.of(plan.service().spec()).ownerIsManaged();
    return Optional.ofNullable(plan.externals().get(EXTERNAL))
        .flatMap(external -> external.id().or(external::naturalKey))
        .filter(_ -> !managed)
        .map(email -> new N8nOwner(email, plan.secret(N8nSecrets.OWNER_PASSWORD)))
        .orElseGet(() -> atSetUp(plan));
  }

  /** The account that an n8n gets which has none. */
  static N8nOwner atSetUp(ServicePlan plan) {
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
