package io.smarteros.tenant.supabase.decision;

import io.smarteros.tenant.record.RowRecord;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/**
 * Everything that decides what to do with a tenant's row.
 *
 * @param usedDecisions answers of people that are spent
 * @param tableIsEmpty nobody has a row
 * @param newId for a row or an incident that needs one
 */
@RecordBuilder
public record RowSituation(
    DesiredRow desired,
    Optional<RowRecord> record,
    Set<String> usedDecisions,
    ObservedRows observed,
    boolean tableIsEmpty,
    OwnerAnswer owner,
    Schema schema,
    String newId)
    implements RowSituationBuilder.With {

  /** When to try again after a failure that somebody else has to end. */
  public static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

  private static final int INCIDENT_LENGTH = 8;

  /** Tells a hold that is seen for the first time from earlier ones. */
  String newIncident() {
    return newId.substring(0, INCIDENT_LENGTH);
  }
}
