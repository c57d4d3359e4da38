package io.smarteros.tenant.operator;

import io.smarteros.tenant.api.DeletionPolicy;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.supabase.TenantRows;
import io.smarteros.tenant.supabase.customer.CustomerStatus;
import io.smarteros.tenant.supabase.customer.Shown;
import io.smarteros.tenant.supabase.decision.DesiredRow;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.smarteros.tenant.work.WorkPermits;
import java.util.function.UnaryOperator;

/** Rows that are waited for without a permit. */
record UnhurriedTenantRows(TenantRows rows, WorkPermits permits) implements TenantRows {

  @Override
  public SyncResult sync(DesiredRow desired, RecordSession recordSession, boolean fullResync) {
    return permits.whileWaiting(() -> rows.sync(desired, recordSession, fullResync));
  }

  @Override
  public Shown show(String tenant, String rowId, UnaryOperator<CustomerStatus> change) {
    return permits.whileWaiting(() -> rows.show(tenant, rowId, change));
  }

  @Override
  public SyncResult release(String tenant, DeletionPolicy policy, RecordSession recordSession) {
    return permits.whileWaiting(() -> rows.release(tenant, policy, recordSession));
  }

  @Override
  public void forget(String tenant) {
    rows.forget(tenant);
  }

  @Override
  public void close() {
    rows.close();
  }
}
