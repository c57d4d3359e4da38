package io.smarteros.tenant.supabase.decision;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.record.RowRecord;
import java.util.List;
import java.util.Optional;

/** Who wins in the tenant's rows. Pure: the same situation always gives the same verdict. */
public final class RowDecision {
  private RowDecision() {}

  public static RowVerdict decide(RowSituation situation) {
    return switch (RowMatch.of(situation)) {
      case RowMatch.Existing existing ->
          RowPlan.of(
              situation,
              existing.base(),
              Optional.of(existing.row()),
              Optional.empty(),
              existing.spent());
      case RowMatch.Missing missing ->
          RowPlan.of(situation, missing.base(), Optional.empty(), missing.trace(), missing.spent());
      case RowMatch.Deleted deleted -> deleted(deleted.base(), deleted.row());
      case RowMatch.Taken taken -> taken(situation, taken.row(), taken.decision());
      case RowMatch.Elsewhere elsewhere -> elsewhere(elsewhere.base(), elsewhere.decision());
    };
  }

  private static RowVerdict deleted(RowRecord base, ObservedRow row) {
    RowRecord remembered = base.withHolds(base.holds().withDeleted());
    return stop(
        Optional.of(remembered),
        Optional.of(row),
        Reason.DELETED_IN_DATABASE,
        """
        The tenant's row was marked as deleted in the database, so the tenant is suspended and its \
        data kept. Delete the Tenant if that is meant; else delete the row with id %s, and it is \
        written again"""
            .formatted(base.id()),
        List.of());
  }

  private static RowVerdict taken(RowSituation situation, ObservedRow row, Decision decision) {
    return stop(
        situation.record(),
        Optional.of(row),
        Reason.SLUG_TAKEN,
        """
        Slug %s is that of a row which is not known to be this Tenant's. Give the Tenant another \
        name, or its owner to spec.owner where it is the owner's; or take the row over by the \
        annotation %s: %s"""
            .formatted(row.values().slug(), decision.annotation(), decision.value()),
        List.of(decision));
  }

  private static RowVerdict elsewhere(RowRecord base, Decision decision) {
    return stop(
        Optional.of(base),
        Optional.empty(),
        Reason.OTHER_DATABASE,
        """
        The tenant's row %s is not in this database, which is another one than it was written to. \
        Point SUPABASE_DB_URL to the former database; or have the row written here by the \
        annotation %s: %s"""
            .formatted(base.id(), decision.annotation(), decision.value()),
        List.of(decision));
  }

  private static RowVerdict stop(
      Optional<RowRecord> record,
      Optional<ObservedRow> watched,
      Reason reason,
      String message,
      List<Decision> decisions) {
    return new RowVerdict.Stop(
        record,
        watched,
        SyncResults.of(record, reason, message, decisions, Optional.of(RowSituation.LOOK_AGAIN)));
  }
}
