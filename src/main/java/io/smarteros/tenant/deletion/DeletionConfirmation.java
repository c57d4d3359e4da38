package io.smarteros.tenant.deletion;

import io.smarteros.tenant.api.DeletionPolicy;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantAnnotations;
import io.smarteros.tenant.api.TenantStatus.Decision;
import java.util.Optional;

/**
 * The word of a person that a tenant's data shall end with its Tenant. It names one life of the
 * Tenant: an annotation that stays in git must not destroy what comes after.
 */
public record DeletionConfirmation(Tenant tenant) {
  private static final int UID_LENGTH = 8;

  /** What {@code smarteros.io/confirm-delete} has to be. */
  public String value() {
    String uid = tenant.getMetadata().getUid();
    return "%s@%s"
        .formatted(
            tenant.getMetadata().getName(), uid.substring(0, Math.min(UID_LENGTH, uid.length())));
  }

  /** The manifest says that data goes, and a person confirmed it for this very Tenant. */
  public boolean isGiven() {
    return isNeeded() && TenantAnnotations.of(tenant).is(Names.CONFIRM_DELETE_ANNOTATION, value());
  }

  /** The manifest says that data goes, and nobody confirmed it. */
  public boolean isMissing() {
    return isNeeded() && !isGiven();
  }

  private boolean isNeeded() {
    return tenant.getSpec().deletionPolicy() == DeletionPolicy.DELETE;
  }

  /** What a person can still answer while the Tenant is being deleted. */
  public Optional<Decision> question() {
    return isMissing()
        ? Optional.of(
            new Decision(
                Names.CONFIRM_DELETE_ANNOTATION,
                value(),
                "deletionPolicy is Delete, but %s. Without it the data is kept. Shall all data of the tenant be destroyed?"
                    .formatted(complaint())))
        : Optional.empty();
  }

  /** What is wrong with the annotation, and what would be right. */
  public String complaint() {
    return TenantAnnotations.of(tenant)
        .find(Names.CONFIRM_DELETE_ANNOTATION)
        .map(
            wrong ->
                "the annotation %s is not %s: another value confirms nothing"
                    .formatted(Names.CONFIRM_DELETE_ANNOTATION, value()))
        .orElseGet(
            () ->
                "the annotation %s: %s is not set"
                    .formatted(Names.CONFIRM_DELETE_ANNOTATION, value()));
  }
}
