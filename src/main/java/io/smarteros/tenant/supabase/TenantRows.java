package io.smarteros.tenant.supabase;

import io.smarteros.tenant.api.DeletionPolicy;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.supabase.decision.DesiredRow;
import io.smarteros.tenant.supabase.decision.SyncResult;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** The tenants' rows in Supabase, where the operator keeps them. */
public interface TenantRows extends AutoCloseable {

  /**
   * Brings the rows up to date.
   *
   * @param fullResync looks at them though nothing is known to have changed
   */
  SyncResult sync(DesiredRow desired, RecordSession recordSession, boolean fullResync);

  /** Prepares the row of a Tenant for its deletion. */
  SyncResult release(String tenant, DeletionPolicy policy, RecordSession recordSession);

  /** Drops what is known of the tenant's row, since the Tenant is gone. */
  void forget(String tenant);

  @Override
  void close();

  /** For {@code SUPABASE_SYNC=disabled}. */
  static TenantRows none() {
    return new TenantRows() {
      @Override
      public SyncResult sync(DesiredRow desired, RecordSession recordSession, boolean fullResync) {
        return disabled();
      }

      @Override
      public SyncResult release(String tenant, DeletionPolicy policy, RecordSession recordSession) {
        return disabled();
      }

      @Override
      public void forget(String tenant) {}

      @Override
      public void close() {}
    };
  }

  private static SyncResult disabled() {
    return new SyncResult(
        Reason.SYNC_DISABLED,
        "The operator runs with SUPABASE_SYNC=disabled",
        Optional.empty(),
        false,
        Set.of(),
        List.of(),
        List.of(),
        Optional.empty());
  }
}
