package io.smarteros.tenant.supabase;

import io.smarteros.tenant.api.DeletionPolicy;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.supabase.customer.CustomerStatus;
import io.smarteros.tenant.supabase.customer.Shown;
import io.smarteros.tenant.supabase.decision.DesiredRow;
import io.smarteros.tenant.supabase.decision.RowDecision;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.smarteros.tenant.supabase.decision.SyncResults;
import java.util.function.UnaryOperator;

/** The tenants' rows in Supabase, where the operator keeps them. */
public interface TenantRows extends AutoCloseable {

  /**
   * Brings the rows up to date.
   *
   * @param fullResync looks at them though nothing is known to have changed
   */
  SyncResult sync(DesiredRow desired, RecordSession recordSession, boolean fullResync);

  /**
   * Brings what pages show of the tenant up to date.
   *
   * @param rowId of the tenant's row, which is there
   * @param change makes of what they showed what they shall show
   */
  Shown show(String tenant, String rowId, UnaryOperator<CustomerStatus> change);

  /** Prepares the row of a Tenant for its deletion. */
  SyncResult release(String tenant, DeletionPolicy policy, RecordSession recordSession);

  /** Drops what is known of the tenant's row, since the Tenant is gone. */
  void forget(String tenant);

  @Override
  void close();

  /**
   * For {@code SUPABASE_SYNC=disabled}: what the record knows of suspensions in Supabase stays in
   * force, until a person lifts it.
   */
  static TenantRows none() {
    return new TenantRows() {
      @Override
      public SyncResult sync(DesiredRow desired, RecordSession recordSession, boolean fullResync) {
        return SyncResults.disabled(
            recordSession.update(record -> RowDecision.withoutDatabase(desired, record)).row());
      }

      @Override
      public Shown show(String tenant, String rowId, UnaryOperator<CustomerStatus> change) {
        return new Shown.UpToDate();
      }

      @Override
      public SyncResult release(String tenant, DeletionPolicy policy, RecordSession recordSession) {
        return SyncResults.disabled(recordSession.read().row());
      }

      @Override
      public void forget(String tenant) {}

      @Override
      public void close() {}
    };
  }
}
