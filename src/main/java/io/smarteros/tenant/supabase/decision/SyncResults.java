package io.smarteros.tenant.supabase.decision;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.RowRecord.Holds;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Creates results that always contain the suspensions by others. */
public final class SyncResults {
  private SyncResults() {}

  public static SyncResult of(SyncFailure failure, Optional<RowRecord> record) {
    return of(
        record, failure.reason(), failure.message(), List.of(), Optional.of(failure.retryAfter()));
  }

  public static SyncResult of(
      Optional<RowRecord> record,
      Reason reason,
      String message,
      List<Decision> decisions,
      Optional<Duration> retryAfter) {
    Holds holds = record.map(RowRecord::holds).orElse(Holds.NONE);
    return new SyncResult(
        reason,
        message,
        record.filter(RowRecord::bound).map(RowRecord::id),
        holds.deleted() || holds.suspended().isPresent(),
        services(holds),
        Stream.concat(decisions.stream(), SuspensionReleases.decisions(holds).stream()).toList(),
        List.of(),
        retryAfter);
  }

  /** For an operator without Supabase: whoever suspended the tenant there does so still. */
  public static SyncResult disabled(Optional<RowRecord> record) {
    Holds holds = record.map(RowRecord::holds).orElse(Holds.NONE);
    return of(
        record,
        Reason.SYNC_DISABLED,
        holds.equals(Holds.NONE)
            ? "The operator runs with SUPABASE_SYNC=disabled"
            : "The operator runs with SUPABASE_SYNC=disabled. What was suspended in Supabase stays so",
        SuspensionReleases.decisionsWithoutDatabase(holds),
        Optional.empty());
  }

  static Set<ServiceName> services(Holds holds) {
    return holds.switchedOff().keySet().stream()
        .flatMap(name -> ServiceName.of(name).stream())
        .collect(Collectors.toUnmodifiableSet());
  }
}
