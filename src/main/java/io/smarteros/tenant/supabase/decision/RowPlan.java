package io.smarteros.tenant.supabase.decision;

import com.fasterxml.jackson.databind.node.MissingNode;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.RowRecord.Holds;
import io.smarteros.tenant.record.RowRecord.Intent;
import io.smarteros.tenant.record.RowRecord.ResolvedOwner;
import io.smarteros.tenant.record.RowRecord.Written;
import io.smarteros.tenant.record.RowRecordHoldsBuilder;
import io.smarteros.tenant.record.RowRecordWrittenBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Brings together what is wanted of a tenant's row and its services, and what it takes. */
final class RowPlan {
  private final RowSituation situation;
  private final RowRecord base;
  private final Optional<ObservedRow> row;
  private final Optional<String> trace;
  private final LastWrites own;
  private final SuspensionHold hold;
  private final ServiceMerge services;
  private final RowMerge columns;
  private final MetadataMerge metadata;

  private RowPlan(
      RowSituation situation, RowRecord base, Optional<ObservedRow> row, Optional<String> trace) {
    this.situation = situation;
    this.base = base;
    this.row = row;
    this.trace = trace;
    this.own = new LastWrites(base, row.map(ObservedRow::fingerprint));
    SuspensionReleases releases =
        new SuspensionReleases(situation.desired(), situation.usedDecisions(), base);
    this.hold =
        SuspensionHold.decide(
            SuspensionHold.TENANT,
            situation.desired().suspended(),
            row.flatMap(this::isDown),
            row.filter(there -> there.values().status().isKnown()).isPresent()
                && wasSuspendedByOperator(),
            base.holds().suspended(),
            situation.newIncident(),
            releases);
    this.services =
        ServiceMerge.of(
            situation, base, row.map(ObservedRow::services).orElseGet(Map::of), own, releases);
    this.columns =
        RowMerge.of(
            situation,
            row.map(ObservedRow::values),
            situation.observed().without(base.id()).without(trace.orElse("")),
            status());
    this.metadata =
        MetadataMerge.of(
            situation.desired().metadata(),
            situation.owner(),
            row.map(ObservedRow::metadata).orElseGet(MissingNode::getInstance),
            own);
  }

  /**
   * Of a status that nobody knows: what is down stays down, what runs goes on, and a tenant that
   * never ran is not started.
   */
  private Optional<Boolean> isDown(ObservedRow there) {
    RowStatus status = there.values().status();
    if (status.isKnown()) {
      return Optional.of(status.equals(RowStatus.SUSPENDED));
    }
    boolean neverRan = own.last().isEmpty();
    return neverRan || wasSuspendedByOperator() || situation.desired().suspended()
        ? Optional.of(true)
        : Optional.empty();
  }

  private boolean wasSuspendedByOperator() {
    return own.last().map(Written::suspendedByOperator).orElse(false);
  }

  private RowStatus status() {
    return row.map(there -> there.values().status())
        .filter(there -> !there.isKnown() && !hold.isReleased())
        .orElseGet(() -> hold.down() ? RowStatus.SUSPENDED : RowStatus.ACTIVE);
  }

  /**
   * Plans for the tenant's row.
   *
   * @param base the record to go on from
   * @param row empty when it has to be inserted
   * @param trace row of the same slug that goes first
   * @param spent answers of people that led here
   */
  static RowVerdict of(
      RowSituation situation,
      RowRecord base,
      Optional<ObservedRow> row,
      Optional<String> trace,
      Set<String> spent) {
    RowPlan plan = new RowPlan(situation, base, row, trace);
    return row.flatMap(ObservedRow::unreadable)
        .map(plan::unreadable)
        .orElseGet(() -> plan.verdict(spent));
  }

  /** Nothing can be merged into it, but who suspends the tenant can be seen all the same. */
  private RowVerdict unreadable(String message) {
    return new RowVerdict.Stop(
        situation
            .record()
            .map(
                known ->
                    known.id().equals(base.id())
                        ? known.withHolds(holds(SuspensionHold::seen))
                        : known),
        row,
        result(new RowWrite.Nothing())
            .with(
                result ->
                    result
                        .reason(Reason.ROW_REFUSED)
                        .message(message)
                        .retryAfter(Optional.of(RowSituation.LOOK_AGAIN))));
  }

  private RowVerdict verdict(Set<String> spentOnTheWay) {
    RowWrite write = write();
    Written values =
        RowRecordWrittenBuilder.builder()
            .name(columns.values().name())
            .domain(columns.values().domain())
            .owner(base.written().flatMap(Written::owner))
            .metadata(metadata.written())
            .suspendedByOperator(hold.byOperator())
            .services(services.written())
            .build();
    Set<String> released = released();
    Set<String> spent = new HashSet<>(spentOnTheWay);
    spent.addAll(released);
    RowRecord settled = settled(values);
    return new RowVerdict.Follow(
        write instanceof RowWrite.Nothing ? settled : intent(values, released),
        settled,
        Set.copyOf(spent),
        write,
        result(write));
  }

  private RowWrite write() {
    if (row.isEmpty()) {
      return new RowWrite.Insert(
          base.id(), trace, columns.values(), metadata.set(), services.writes());
    }
    RowWrite.Update update =
        new RowWrite.Update(
            row.get(), columns.values(), metadata.set(), metadata.remove(), services.writes());
    return update.changesNothing() ? new RowWrite.Nothing() : update;
  }

  /** An owner is left out: who it should be is known before, and who it was is of no account. */
  private RowRecord intent(Written values, Set<String> released) {
    boolean isNews =
        !base.written().equals(Optional.of(values))
            || base.intended().isPresent()
            || !released.isEmpty();
    return seenHere()
        .withWritten(own.last())
        .withIntended(
            isNews
                ? Optional.of(
                    new Intent(
                        values, row.map(ObservedRow::fingerprint), released, metadata.remove()))
                : Optional.empty())
        .withHolds(holds(SuspensionHold::seen));
  }

  private RowRecord settled(Written values) {
    return seenHere()
        .wrote(
            situation.owner() instanceof OwnerAnswer.Known(ResolvedOwner owner)
                ? values.withOwner(Optional.of(owner.owner()))
                : values)
        .withHolds(holds(SuspensionHold::left));
  }

  private RowRecord seenHere() {
    return base.withDatabaseIdentity(Optional.of(situation.schema().identity()))
        .withOwner(pinnedOwner());
  }

  private Optional<ResolvedOwner> pinnedOwner() {
    return situation.owner() instanceof OwnerAnswer.Known(ResolvedOwner owner)
        ? Optional.of(owner)
        : base.owner();
  }

  private Holds holds(Function<SuspensionHold, Optional<String>> incident) {
    Map<String, String> switchedOff = new TreeMap<>();
    services
        .holds()
        .forEach(
            (name, service) ->
                incident.apply(service).ifPresent(found -> switchedOff.put(name, found)));
    return RowRecordHoldsBuilder.builder()
        .suspended(incident.apply(hold))
        .switchedOff(switchedOff)
        .build();
  }

  private Set<String> released() {
    Map<String, SuspensionHold> all = new TreeMap<>(services.holds());
    all.put(SuspensionHold.TENANT, hold);
    return all.entrySet().stream()
        .filter(entry -> entry.getValue().isReleased())
        .map(
            entry ->
                SuspensionReleases.value(entry.getKey(), entry.getValue().seen().orElseThrow()))
        .collect(Collectors.toUnmodifiableSet());
  }

  private SyncResult result(RowWrite write) {
    Holds left = holds(SuspensionHold::left);
    boolean inStep = columns.findings().isEmpty();
    return new SyncResult(
        inStep ? Reason.SYNCED : columns.findings().getFirst().reason(),
        inStep
            ? inStepMessage(left)
            : columns.findings().stream()
                .map(RowMerge.Conflict::message)
                .collect(Collectors.joining(". ")),
        Optional.of(base.id()),
        left.suspended().isPresent(),
        SyncResults.services(left),
        SuspensionReleases.decisions(left),
        corrections(write),
        inStep ? Optional.empty() : Optional.of(RowSituation.LOOK_AGAIN));
  }

  private static String inStepMessage(Holds left) {
    List<String> held = new ArrayList<>(left.switchedOff().keySet().stream().sorted().toList());
    if (left.suspended().isPresent()) {
      held.addFirst("the tenant");
    }
    return held.isEmpty()
        ? "Rows in Supabase are up to date"
        : "Rows in Supabase are up to date. Somebody switched off there: %s"
            .formatted(String.join(", ", held));
  }

  private List<String> corrections(RowWrite write) {
    return switch (write) {
      case RowWrite.Nothing _ -> List.of();
      case RowWrite.Insert _ ->
          base.bound()
              ? List.of("Wrote the row again, which was gone from the database")
              : List.of();
      case RowWrite.Update update -> RowCorrections.of(update, own, situation.schema());
    };
  }
}
