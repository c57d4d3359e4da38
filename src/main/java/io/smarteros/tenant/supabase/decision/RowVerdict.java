package io.smarteros.tenant.supabase.decision;

import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.TenantRecord;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;

/** What to do with a tenant's rows. */
public sealed interface RowVerdict {

  /** The same, with a note in the record that the tenant follows a change by others. */
  RowVerdict following(Instant at);

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

    /**
     * The record once the row is up to date.
     *
     * @param generation of the row now, where the table counts its changes
     */
    public TenantRecord settleIn(TenantRecord record, Optional<Long> generation) {
      TenantRecord changed = spendIn(record).withRow(settled);
      // a higher generation alone is not worth a write: what it tells apart are changes of the rest
      boolean isLower =
          settled.generation().filter(last -> generation.orElse(last) < last).isPresent();
      return changed.equals(record) && !isLower
          ? record
          : changed.withRow(settled.withGeneration(generation));
    }

    @Override
    public Follow following(Instant at) {
      return new Follow(intent.following(at), settled.following(at), spent, write, result);
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
      implements RowVerdict {

    @Override
    public Stop following(Instant at) {
      return new Stop(record.map(row -> row.following(at)), watched, result);
    }
  }
}
