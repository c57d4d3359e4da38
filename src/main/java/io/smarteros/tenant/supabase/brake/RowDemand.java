package io.smarteros.tenant.supabase.brake;

import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.RowRecord.Holds;
import io.smarteros.tenant.supabase.decision.ObservedRow;
import io.smarteros.tenant.supabase.decision.RowSituation;
import io.smarteros.tenant.supabase.decision.RowVerdict;
import io.smarteros.tenant.supabase.decision.RowWrite;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;

/**
 * What others changed in a tenant's row, as far as it would change the tenant or write its row
 * anew. A new Tenant that finds its row suspended is none: nothing of it runs.
 *
 * @param changes at least one
 * @param doubts why it may be none of what somebody meant
 */
public record RowDemand(Set<Change> changes, Set<Doubt> doubts) {

  /** In what the tenant would change. */
  public enum Change {
    SUSPENSION,
    DELETION,
    SWITCH_OFF,
    /** The row is gone, and would be written again. */
    NEW_ROW,
    /** A suspension by others is over. */
    RELEASE,
    /** The same row is in another database. */
    MOVE,
    DOMAIN
  }

  /** Signs that the database is not what it was. */
  public enum Doubt {
    EMPTY_TABLE,
    OLDER_ROW,
    OTHER_DATABASE
  }

  public RowDemand {
    changes = Collections.unmodifiableSet(EnumSet.copyOf(changes));
    doubts = Set.copyOf(doubts);
  }

  /** What follows from a verdict; empty when it changes nothing, or when a person decided it. */
  public static Optional<RowDemand> of(RowSituation situation, RowVerdict verdict) {
    return situation
        .record()
        .filter(RowRecord::bound)
        .flatMap(before -> of(before, situation, verdict));
  }

  private static Optional<RowDemand> of(
      RowRecord before, RowSituation situation, RowVerdict verdict) {
    boolean isThere = situation.observed().withId(before.id()).isPresent();
    Set<Change> changes = EnumSet.noneOf(Change.class);
    switch (verdict) {
      case RowVerdict.Follow follow when follow.spent().isEmpty() -> {
        changes.addAll(ofHolds(before.holds(), follow.settled().holds()));
        if (follow.write() instanceof RowWrite.Insert) {
          changes.add(Change.NEW_ROW);
        }
        if (isThere && situation.schema().isOtherThanOf(before)) {
          changes.add(Change.MOVE);
        }
      }
      case RowVerdict.Follow _ -> {}
      case RowVerdict.Stop stop ->
          stop.record()
              .filter(after -> after.id().equals(before.id()))
              .ifPresent(after -> changes.addAll(ofHolds(before.holds(), after.holds())));
    }
    return changes.isEmpty()
        ? Optional.empty()
        : Optional.of(new RowDemand(changes, doubts(before, situation)));
  }

  private static Set<Change> ofHolds(Holds before, Holds after) {
    Set<Change> changes = EnumSet.noneOf(Change.class);
    if (after.deleted() && !before.deleted()) {
      changes.add(Change.DELETION);
    }
    if (after.suspended().isPresent() && before.suspended().isEmpty() && !before.deleted()) {
      changes.add(Change.SUSPENSION);
    }
    if (!before.switchedOff().keySet().containsAll(after.switchedOff().keySet())) {
      changes.add(Change.SWITCH_OFF);
    }
    boolean isReleased =
        (before.suspended().isPresent() && after.suspended().isEmpty() && !after.deleted())
            || (before.deleted() && !after.deleted())
            || !after.switchedOff().keySet().containsAll(before.switchedOff().keySet());
    if (isReleased) {
      changes.add(Change.RELEASE);
    }
    return changes;
  }

  private static Set<Doubt> doubts(RowRecord before, RowSituation situation) {
    Set<Doubt> doubts = EnumSet.noneOf(Doubt.class);
    Optional<ObservedRow> row = situation.observed().withId(before.id());
    if (row.isEmpty() && situation.tableIsEmpty()) {
      doubts.add(Doubt.EMPTY_TABLE);
    }
    if (row.isPresent() && situation.schema().isOtherThanOf(before)) {
      doubts.add(Doubt.OTHER_DATABASE);
    }
    boolean isOlder =
        row.flatMap(ObservedRow::generation)
            .flatMap(now -> before.generation().filter(seen -> now < seen))
            .isPresent();
    if (isOlder) {
      doubts.add(Doubt.OLDER_ROW);
    }
    return doubts;
  }
}
