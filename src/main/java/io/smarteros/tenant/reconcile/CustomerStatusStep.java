package io.smarteros.tenant.reconcile;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.status.CustomerObservations;
import io.smarteros.tenant.status.ReconcileResult;
import io.smarteros.tenant.supabase.TenantRows;
import io.smarteros.tenant.supabase.customer.CustomerStatus;
import io.smarteros.tenant.supabase.customer.Observations;
import io.smarteros.tenant.supabase.customer.Shown;
import io.smarteros.tenant.supabase.decision.SyncFailure;
import io.smarteros.tenant.supabase.decision.SyncResult;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * Keeps what customers see of their tenant up to date. Trouble with it keeps the tenant from
 * nothing.
 */
public final class CustomerStatusStep {
  /** With these the tenant's row is there, and may be written. */
  private static final Set<Reason> ROW_IS_THERE =
      EnumSet.of(
          Reason.SYNCED,
          Reason.ROW_REFUSED,
          Reason.STATUS_UNKNOWN,
          Reason.DOMAIN_TAKEN,
          Reason.DELETED_IN_DATABASE,
          Reason.OWNER_UNKNOWN,
          Reason.OWNER_LOOKUP_UNAVAILABLE);

  private final TenantRows rows;

  public CustomerStatusStep(TenantRows rows) {
    this.rows = rows;
  }

  /** What was found, with what the table says to it if it does not take it. */
  ReconcileResult show(Tenant tenant, ReconcileResult found) {
    Observations observations = CustomerObservations.of(tenant.getSpec(), found);
    return rowId(tenant, found)
        .map(id -> rows.show(tenant.getMetadata().getName(), id, observations::after))
        .map(shown -> with(shown, found))
        .orElse(found);
  }

  /** The Tenant is being deleted; its row is released later. */
  void showClosing(Tenant tenant) {
    rowId(tenant)
        .ifPresent(id -> rows.show(tenant.getMetadata().getName(), id, CustomerStatus::closing));
  }

  /** Where the reconciliation did not come as far as the row, it is the one from before. */
  private static Optional<String> rowId(Tenant tenant, ReconcileResult found) {
    return found.row().isEmpty()
        ? rowId(tenant)
        : found
            .row()
            .filter(row -> ROW_IS_THERE.contains(row.reason()))
            .flatMap(SyncResult::tenantId);
  }

  private static Optional<String> rowId(Tenant tenant) {
    return Optional.ofNullable(tenant.getStatus()).map(TenantStatus::tenantId);
  }

  private static ReconcileResult with(Shown shown, ReconcileResult found) {
    return switch (shown) {
      case Shown.UpToDate _ -> found;
      case Shown.Refused(SyncFailure failure) ->
          found.withRow(
              found.row().map(row -> row.reason() == Reason.SYNCED ? not(row, failure) : row));
      case Shown.Away(SyncFailure failure) ->
          found.withRequeueAfter(
              found.requeueAfter().compareTo(failure.retryAfter()) < 0
                  ? found.requeueAfter()
                  : failure.retryAfter());
    };
  }

  private static SyncResult not(SyncResult row, SyncFailure failure) {
    return row.with(
        changed ->
            changed
                .reason(failure.reason())
                .message("What pages show of the tenant cannot be written: " + failure.message()));
  }
}
