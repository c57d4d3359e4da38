package io.smarteros.tenant.supabase.decision;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.api.service.ServiceName;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The state of the tenant's rows.
 *
 * @param reason for the condition {@code SupabaseSynced}; only {@code SYNCED} is good
 * @param message one sentence for a person, without secrets
 * @param tenantId of the row, once it is known to be the tenant's
 * @param suspendedInDatabase somebody else suspended or deleted the tenant in its row: as of the
 *     last look when the database cannot be asked
 * @param switchedOffInDatabase services that somebody else switched off in their row, likewise
 * @param decisions what a person may answer
 * @param corrections one sentence for each change by others that was reverted
 * @param retryAfter when to look again though nothing is heard of
 */
@RecordBuilder
public record SyncResult(
    Reason reason,
    String message,
    Optional<String> tenantId,
    boolean suspendedInDatabase,
    Set<ServiceName> switchedOffInDatabase,
    List<Decision> decisions,
    List<String> corrections,
    Optional<Duration> retryAfter)
    implements SyncResultBuilder.With {

  public SyncResult {
    switchedOffInDatabase = Set.copyOf(switchedOffInDatabase);
    decisions = List.copyOf(decisions);
    corrections = List.copyOf(corrections);
  }

  /** Whether it suspends and switches off the same as another. */
  public boolean demandsAs(SyncResult other) {
    return suspendedInDatabase == other.suspendedInDatabase
        && switchedOffInDatabase.equals(other.switchedOffInDatabase);
  }

  /** The same without corrections, for when it is reported again. */
  public SyncResult withoutCorrections() {
    return withCorrections(List.of());
  }
}
