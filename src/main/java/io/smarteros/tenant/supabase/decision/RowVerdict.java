package io.smarteros.tenant.supabase.decision;

import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.TenantRecord;
import java.util.Optional;
import java.util.Set;

/** What to do with a tenant's rows. */
public sealed interface RowVerdict {

  /**
   * Brings the rows up to date.
   *
   * @param intent the record before the write
   * @param settled the record after it, or at once where there is nothing to write
   * @param spent answers of people that are used up by this
   * @param result once it is done
   */
  record Follow(
      RowRecord intent, RowRecord settled, Set<String> spent, RowWrite write, SyncResult result)
      implements RowVerdict {

    public TenantRecord intendIn(TenantRecord record) {
      return spendIn(record).withRow(intent);
    }

    public TenantRecord settleIn(TenantRecord record) {
      return spendIn(record).withRow(settled);
    }

    private TenantRecord spendIn(TenantRecord record) {
      TenantRecord changed = record;
      for (String decision : spent) {
        changed = changed.withUsedDecision(decision);
      }
      return changed;
    }
  }

  /**
   * Writes nothing.
   *
   * @param record what is to be remembered, if the tenant has a row
   * @param watched the row whose change may change the verdict
   */
  record Stop(Optional<RowRecord> record, Optional<ObservedRow> watched, SyncResult result)
      implements RowVerdict {}
}
