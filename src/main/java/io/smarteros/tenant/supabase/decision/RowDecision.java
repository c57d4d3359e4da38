package io.smarteros.tenant.supabase.decision;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.TenantRecord;
import java.util.List;
import java.util.Optional;

/**
 * Decides what to do with the tenant's rows. Pure: the same situation always gives the same
 * verdict.
 */
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
      case RowMatch.Vanished(String rowId) -> vanished(rowId);
      case RowMatch.OfAnother another -> ofAnother(another.row(), another.name());
      case RowMatch.Taken taken -> taken(situation, taken.row(), taken.decision());
      case RowMatch.Elsewhere elsewhere -> elsewhere(elsewhere.base(), elsewhere.decision());
    };
  }

  /** The row is not followed: nothing is written, and what was demanded before stays. */
  public static RowVerdict held(RowSituation situation, String why) {
    return stop(
        situation.record(),
        situation.record().flatMap(known -> situation.observed().withId(known.id())),
        Reason.HELD_BY_BRAKE,
        why,
        List.of());
  }

  /** The record without the suspensions that a person lifts, while there is no database. */
  public static TenantRecord withoutDatabase(DesiredRow desired, TenantRecord record) {
    return record
        .row()
        .map(
            row -> new SuspensionReleases(desired, record.usedDecisions(), row).liftIn(record, row))
        .orElse(record);
  }

  private static RowVerdict deleted(RowRecord base, ObservedRow row) {
    RowRecord remembered = base.withHolds(base.holds().withDeleted());
    return stop(
        Optional.of(remembered),
        Optional.of(row),
        Reason.DELETED_IN_DATABASE,
        """
        Somebody set the status of the tenant's row to deleted. The tenant is suspended, its data is \
        kept. If that is meant, delete the Tenant. Otherwise delete the row with id %s: the operator \
        writes it again"""
            .formatted(base.id()),
        List.of());
  }

  private static RowVerdict vanished(String rowId) {
    return stop(
        Optional.empty(),
        Optional.empty(),
        Reason.DELETED_IN_DATABASE,
        """
        The row with id %s, of which this Tenant was made, is not in the database. Delete the \
        Tenant, or write the row again"""
            .formatted(rowId),
        List.of());
  }

  private static RowVerdict ofAnother(ObservedRow row, String name) {
    return stop(
        Optional.empty(),
        Optional.empty(),
        Reason.SLUG_TAKEN,
        """
        The row with id %s makes a Tenant with the name %s, and not this one. Delete this Tenant: \
        its spec.rowId was copied"""
            .formatted(row.id(), name),
        List.of());
  }

  private static RowVerdict taken(RowSituation situation, ObservedRow row, Decision decision) {
    return stop(
        situation.record(),
        Optional.of(row),
        Reason.SLUG_TAKEN,
        """
        Another row has the slug %s and is not known to be this Tenant's. Rename the Tenant, or set \
        spec.owner to the owner of the row, or take the row over with the annotation %s: %s"""
            .formatted(row.values().slug(), decision.annotation(), decision.value()),
        List.of(decision));
  }

  private static RowVerdict elsewhere(RowRecord base, Decision decision) {
    return stop(
        Optional.of(base),
        Optional.empty(),
        Reason.OTHER_DATABASE,
        """
        The tenant's row %s is not in this database. SUPABASE_DB_URL names another database than \
        the one that the row was written to. Set it back, or let the row be written to this one \
        with the annotation %s: %s"""
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
