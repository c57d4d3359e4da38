package io.smarteros.tenant.supabase.decision;

import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.RowRecord.ResolvedOwner;
import io.smarteros.tenant.record.RowRecord.RowOwner;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.supabase.decision.ObservedRow.ObservedService;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** A tenant whose row follows it in a {@link ModelDatabase}, by the real decisions. */
final class ModelTenant {
  /** Where a reconciliation may be cut short. */
  enum Crash {
    BEFORE_INTENT,
    AFTER_INTENT,
    AFTER_WRITE,
    NONE
  }

  final ModelDatabase database = new ModelDatabase();
  final InMemoryRecordSession recordSession = new InMemoryRecordSession();
  OwnerAnswer owner = new OwnerAnswer.NotAsked();
  Schema schema = new Schema("database-1", false, false, true, false);

  static OwnerAnswer known(String userId) {
    return new OwnerAnswer.Known(
        new ResolvedOwner("email owner@acme.example", RowOwner.user(userId)));
  }

  SyncResult sync(Wish wish) {
    return sync(wish, Crash.NONE).orElseThrow();
  }

  Optional<SyncResult> sync(Wish wish, Crash crash) {
    TenantRecord record = recordSession.read();
    RowSituation situation =
        new RowSituation(
            wish.row(),
            record.row(),
            record.usedDecisions(),
            database.rows(),
            database.rows().rows().isEmpty(),
            owner,
            schema,
            UUID.randomUUID().toString());
    return switch (RowDecision.decide(situation)) {
      case RowVerdict.Stop stop -> {
        stop.record().ifPresent(row -> recordSession.update(known -> known.withRow(row)));
        yield Optional.of(stop.result());
      }
      case RowVerdict.Follow follow -> follow(follow, crash);
    };
  }

  private Optional<SyncResult> follow(RowVerdict.Follow follow, Crash crash) {
    if (crash == Crash.BEFORE_INTENT) {
      return Optional.empty();
    }
    if (!(follow.write() instanceof RowWrite.Nothing)) {
      recordSession.update(follow::intendIn);
      if (crash == Crash.AFTER_INTENT) {
        return Optional.empty();
      }
      database.write(follow.write());
      if (crash == Crash.AFTER_WRITE) {
        return Optional.empty();
      }
    }
    recordSession.update(
        record -> follow.settleIn(record, database.generation(follow.settled().id())));
    return Optional.of(follow.result());
  }

  RowRecord record() {
    return recordSession.read().row().orElseThrow();
  }

  boolean hasRow() {
    return recordSession.read().row().flatMap(row -> database.rows().withId(row.id())).isPresent();
  }

  ObservedRow row() {
    return database.rows().withId(record().id()).orElseThrow();
  }

  ObservedService service(String name) {
    return Optional.ofNullable(row().services().get(name)).orElseThrow();
  }

  /** Somebody else's edit. */
  void edit(UnaryOperator<ObservedRow> change) {
    database.edit(record().id(), change);
  }
}
