package io.smarteros.tenant.supabase;

import io.smarteros.tenant.api.DeletionPolicy;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.record.RecordConflictException;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.supabase.brake.Admission;
import io.smarteros.tenant.supabase.brake.HeldRows;
import io.smarteros.tenant.supabase.brake.RowBrake;
import io.smarteros.tenant.supabase.brake.RowDemand;
import io.smarteros.tenant.supabase.connection.SupabaseConnection;
import io.smarteros.tenant.supabase.connection.SupabaseErrors;
import io.smarteros.tenant.supabase.connection.SyncFailureException;
import io.smarteros.tenant.supabase.decision.DesiredRow;
import io.smarteros.tenant.supabase.decision.ObservedRow;
import io.smarteros.tenant.supabase.decision.ObservedRows;
import io.smarteros.tenant.supabase.decision.OwnerAnswer;
import io.smarteros.tenant.supabase.decision.RowDecision;
import io.smarteros.tenant.supabase.decision.RowSituation;
import io.smarteros.tenant.supabase.decision.RowVerdict;
import io.smarteros.tenant.supabase.decision.RowWrite;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.smarteros.tenant.supabase.decision.SyncResults;
import io.smarteros.tenant.supabase.feed.RowFingerprints;
import io.smarteros.tenant.supabase.table.Owners;
import io.smarteros.tenant.supabase.table.RowLookup;
import io.smarteros.tenant.supabase.table.RowWriter.Collision;
import io.smarteros.tenant.supabase.table.RowWriter.Done;
import io.smarteros.tenant.supabase.table.RowWriter.Overtaken;
import io.smarteros.tenant.supabase.table.RowWriter.OwnerRefused;
import io.smarteros.tenant.supabase.table.TenantTables;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Keeps the rows of tenants up to date with their manifests. Calls block for a bounded time.
 * Failures of Supabase are results; the only exception is {@link RecordConflictException}.
 */
public final class RowSync {
  /** Others may be faster sometimes, but not always. */
  private static final int ATTEMPTS = 4;

  private final SupabaseConnection connection;
  private final RowFingerprints seen;
  private final RowBrake brake;
  private final RefusedWrites refusedWrites;
  private final Map<String, InStep> inStep = new ConcurrentHashMap<>();

  public RowSync(
      SupabaseConnection connection, RowFingerprints seen, RowBrake brake, InstantSource clock) {
    this.connection = connection;
    this.seen = seen;
    this.brake = brake;
    this.refusedWrites = new RefusedWrites(clock);
  }

  /**
   * A synchronization that found the rows up to date, and what it was decided on.
   *
   * @param result without what was corrected
   */
  private record InStep(
      DesiredRow desired, Optional<RowRecord> row, Set<String> usedDecisions, SyncResult result) {
    boolean isStill(DesiredRow now, TenantRecord record) {
      return desired.equals(now)
          && row.equals(record.row())
          && usedDecisions.equals(record.usedDecisions());
    }
  }

  /**
   * As {@link #sync}, but asks the database only where something may have changed since the rows
   * were found up to date: in the Tenant, in the record, or in the rows as far as they are watched.
   * What the tables refused is not tried again before a pause.
   */
  public SyncResult keep(DesiredRow desired, RecordSession recordSession) {
    return Optional.ofNullable(inStep.get(desired.slug()))
        .filter(last -> last.isStill(desired, recordSession.read()))
        .filter(_ -> seen.isUnchanged(desired.slug()))
        .map(InStep::result)
        .orElseGet(() -> run(new Synchronization(desired, recordSession, false)));
  }

  /** Brings the rows up to date with the Tenant, in the columns that the Tenant decides. */
  public SyncResult sync(DesiredRow desired, RecordSession recordSession) {
    return run(new Synchronization(desired, recordSession, true));
  }

  private SyncResult run(Synchronization synchronization) {
    DesiredRow desired = synchronization.desired;
    RecordSession recordSession = synchronization.recordSession;
    inStep.remove(desired.slug());
    try {
      SyncResult result = synchronization.run();
      if (result.reason() == Reason.SYNCED) {
        TenantRecord record = recordSession.read();
        inStep.put(
            desired.slug(),
            new InStep(desired, record.row(), record.usedDecisions(), result.withoutCorrections()));
      }
      return result;
    } catch (SyncFailureException e) {
      return SyncResults.of(e.failure(), recordSession.read().row());
    }
  }

  /**
   * Lets go of the row of a Tenant that is being deleted: retained it stays as suspended, else as a
   * trace that says deleted and nothing more. {@code SYNCED} when that is so.
   */
  public SyncResult release(String tenant, DeletionPolicy policy, RecordSession recordSession) {
    try {
      SyncResult result =
          new RowRelease(
                  connection,
                  recordSession,
                  new RowWriting(connection, refusedWrites, tenant, false),
                  ATTEMPTS)
              .run(policy);
      forget(tenant);
      return result;
    } catch (SyncFailureException e) {
      return SyncResults.of(e.failure(), recordSession.read().row());
    }
  }

  /** Drops what is known of the tenant's row. */
  public void forget(String tenant) {
    seen.forget(tenant);
    brake.forget(tenant);
    inStep.remove(tenant);
    refusedWrites.forget(tenant);
  }

  private final class Synchronization {
    private final DesiredRow desired;
    private final RecordSession recordSession;
    private final RowWriting writing;
    private final String newId = UUID.randomUUID().toString();
    private Optional<OwnerAnswer> refused = Optional.empty();
    private Optional<Collided> collided = Optional.empty();
    private long mark;

    /**
     * Of one tenant.
     *
     * @param triesRefused what the tables refused is tried again at once
     */
    Synchronization(DesiredRow desired, RecordSession recordSession, boolean triesRefused) {
      this.desired = desired;
      this.recordSession = recordSession;
      this.writing = new RowWriting(connection, refusedWrites, desired.slug(), triesRefused);
    }

    /** A write that met a unique rule, and what was seen before it. */
    private record Collided(RowWrite write, ObservedRows seen, SQLException error) {}

    SyncResult run() throws SyncFailureException {
      for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
        RowSituation situation = look();
        requireReasonOfCollision(situation);
        Optional<SyncResult> result =
            switch (admitted(situation)) {
              case RowVerdict.Stop stop -> Optional.of(stop(stop));
              case RowVerdict.Follow follow -> follow(follow, situation);
            };
        if (result.isPresent()) {
          return result.get();
        }
      }
      throw new SyncFailureException(SupabaseErrors.overtaken());
    }

    /** What follows from the situation, if what others changed in the row may be followed. */
    private RowVerdict admitted(RowSituation situation) {
      RowVerdict verdict = RowDecision.decide(situation);
      String className = recordSession.read().placement().className();
      Optional<RowDemand> demand = RowDemand.of(situation, verdict);
      if (demand.isEmpty()) {
        brake.asksNothing(desired.slug(), className);
        return verdict;
      }
      return switch (brake.admit(desired.slug(), className, demand.get())) {
        case Admission.Admitted(Optional<Instant> countedSince) ->
            countedSince.map(verdict::following).orElse(verdict);
        case Admission.Refused(HeldRows held) ->
            RowDecision.held(situation, held.message(className));
      };
    }

    private RowSituation look() throws SyncFailureException {
      mark = seen.mark();
      TenantRecord record = recordSession.read();
      return connection.read(
          (session, schema) -> {
            Optional<RowRecord> row = record.row().or(this::imported);
            ObservedRows observed = new RowLookup(session, schema).lookUp(desired, row);
            return new RowSituation(
                desired,
                row,
                record.usedDecisions(),
                observed,
                observed.rows().isEmpty() && new TenantTables(session, schema).isEmpty(),
                owner(record, session),
                schema,
                newId);
          });
    }

    private Optional<RowRecord> imported() {
      return desired.importedRow().map(RowRecord::unbound);
    }

    /** Nobody was faster, so trying again would end in the same way. */
    private void requireReasonOfCollision(RowSituation situation) throws SyncFailureException {
      if (collided.isEmpty() || !collided.get().seen().equals(situation.observed())) {
        return;
      }
      throw writing.rejected(collided.get().write(), collided.get().error());
    }

    private OwnerAnswer owner(TenantRecord record, Connection session) throws SQLException {
      Optional<OwnerAnswer> known =
          refused.or(() -> Owners.withoutLookup(desired.owner(), record.row()));
      return known.isPresent()
          ? known.get()
          : Owners.lookUp(desired.owner().orElseThrow(), session);
    }

    private SyncResult stop(RowVerdict.Stop stop) {
      stop.record().ifPresent(row -> recordSession.later(record -> record.withRow(row)));
      stop.watched()
          .ifPresentOrElse(
              row -> seen.note(desired.slug(), row.id(), row.fingerprint(), mark),
              () ->
                  stop.record()
                      .ifPresent(
                          row -> seen.note(desired.slug(), row.id(), RowFingerprints.GONE, mark)));
      return stop.result();
    }

    /** Empty when it has to look again: somebody was faster, or the tables want something else. */
    private Optional<SyncResult> follow(RowVerdict.Follow follow, RowSituation situation)
        throws SyncFailureException {
      String id = follow.settled().id();
      if (follow.write() instanceof RowWrite.Nothing) {
        refusedWrites.forget(desired.slug());
        Optional<ObservedRow> row = situation.observed().withId(id);
        recordSession.later(
            record -> follow.settleIn(record, row.flatMap(ObservedRow::generation)));
        row.ifPresent(there -> seen.note(desired.slug(), id, there.fingerprint(), mark));
        return Optional.of(follow.result());
      }
      recordSession.update(follow::intendIn);
      return switch (writing.write(follow.write())) {
        case Done(String fingerprint, Optional<Long> generation, List<String> changed) -> {
          recordSession.later(record -> follow.settleIn(record, generation));
          seen.note(desired.slug(), id, fingerprint, mark);
          yield changed.isEmpty() ? Optional.of(follow.result()) : Optional.empty();
        }
        case OwnerRefused _ -> {
          refused = Optional.of(Owners.refused(situation.owner()));
          yield Optional.empty();
        }
        case Overtaken _ -> Optional.empty();
        case Collision(SQLException error) -> {
          collided = Optional.of(new Collided(follow.write(), situation.observed(), error));
          yield Optional.empty();
        }
      };
    }
  }
}
