package io.smarteros.tenant.supabase.decision;

import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.RowRecord.Holds;
import io.smarteros.tenant.record.RowRecord.Intent;
import io.smarteros.tenant.record.RowRecordHoldsBuilder;
import io.smarteros.tenant.record.TenantRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;

/**
 * Holds of others that a person lifts by the annotation {@code release-suspension}: one value, or
 * several with commas.
 */
final class SuspensionReleases implements BiPredicate<String, String> {
  private static final String DELETED = "deleted";

  private final Set<String> answers;
  private final Set<String> begun;

  SuspensionReleases(DesiredRow desired, Set<String> usedDecisions, RowRecord base) {
    String answer =
        Optional.ofNullable(desired.answers().get(Names.RELEASE_SUSPENSION_ANNOTATION)).orElse("");
    this.answers =
        Arrays.stream(answer.split(","))
            .map(String::strip)
            .filter(value -> !usedDecisions.contains(value))
            .collect(Collectors.toUnmodifiableSet());
    this.begun = base.intended().map(Intent::releases).orElseGet(Set::of);
  }

  /** Whether this incident was released, now or in a reconciliation that a crash ended. */
  @Override
  public boolean test(String name, String incident) {
    String value = value(name, incident);
    return answers.contains(value) || begun.contains(value);
  }

  /** The record once those that a person lifts are gone from it, for when there is no database. */
  TenantRecord liftIn(TenantRecord record, RowRecord row) {
    Holds holds = row.holds();
    Map<String, String> incidents = new TreeMap<>(holds.switchedOff());
    holds.suspended().ifPresent(incident -> incidents.put(SuspensionHold.TENANT, incident));
    if (holds.deleted()) {
      incidents.put(SuspensionHold.TENANT, DELETED);
    }
    incidents.entrySet().removeIf(hold -> !test(hold.getKey(), hold.getValue()));
    if (incidents.isEmpty()) {
      return record;
    }
    boolean tenant = incidents.containsKey(SuspensionHold.TENANT);
    Map<String, String> switchedOff = new TreeMap<>(holds.switchedOff());
    switchedOff.keySet().removeAll(incidents.keySet());
    Holds left =
        RowRecordHoldsBuilder.builder()
            .deleted(holds.deleted() && !tenant)
            .suspended(holds.suspended().filter(_ -> !tenant))
            .switchedOff(switchedOff)
            .build();
    TenantRecord lifted = record.withRow(row.withHolds(left));
    for (Map.Entry<String, String> hold : incidents.entrySet()) {
      lifted = lifted.withUsedDecision(value(hold.getKey(), hold.getValue()));
    }
    return lifted;
  }

  static String value(String name, String incident) {
    return name + "@" + incident;
  }

  /** What may be answered about holds of others. */
  static List<Decision> decisions(Holds holds) {
    List<Decision> decisions = new ArrayList<>();
    holds
        .suspended()
        .ifPresent(
            incident ->
                decisions.add(
                    decision(
                        value(SuspensionHold.TENANT, incident),
                        "Lift the suspension that was set in Supabase?")));
    new TreeMap<>(holds.switchedOff())
        .forEach(
            (name, incident) ->
                decisions.add(
                    decision(
                        value(name, incident),
                        "Switch %s on again, which was switched off in Supabase?"
                            .formatted(name))));
    return decisions;
  }

  /** Where there is a database, the row itself says whether its deletion was meant. */
  static List<Decision> decisionsWithoutDatabase(Holds holds) {
    return holds.deleted()
        ? List.of(
            decision(
                value(SuspensionHold.TENANT, DELETED),
                "Lift the suspension of a tenant whose row in Supabase was set to deleted?"))
        : List.of();
  }

  private static Decision decision(String value, String question) {
    return new Decision(Names.RELEASE_SUSPENSION_ANNOTATION, value, question);
  }
}
