package io.smarteros.tenant.supabase.decision;

import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.RowRecord.Holds;
import io.smarteros.tenant.record.RowRecord.Intent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
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
  private final Set<String> answers;
  private final Set<String> begun;

  SuspensionReleases(RowSituation situation, RowRecord base) {
    String answer =
        Optional.ofNullable(situation.desired().answers().get(Names.RELEASE_SUSPENSION_ANNOTATION))
            .orElse("");
    this.answers =
        Arrays.stream(answer.split(","))
            .map(String::strip)
            .filter(value -> !situation.usedDecisions().contains(value))
            .collect(Collectors.toUnmodifiableSet());
    this.begun = base.intended().map(Intent::releases).orElseGet(Set::of);
  }

  /** Whether this incident was released, now or in a reconciliation that a crash ended. */
  @Override
  public boolean test(String name, String incident) {
    String value = value(name, incident);
    return answers.contains(value) || begun.contains(value);
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

  private static Decision decision(String value, String question) {
    return new Decision(Names.RELEASE_SUSPENSION_ANNOTATION, value, question);
  }
}
