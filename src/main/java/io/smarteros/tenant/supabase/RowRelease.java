package io.smarteros.tenant.supabase;

import io.smarteros.tenant.api.DeletionPolicy;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.RowRecord.Intent;
import io.smarteros.tenant.record.RowRecord.Written;
import io.smarteros.tenant.record.RowRecordIntentBuilder;
import io.smarteros.tenant.record.RowRecordWrittenBuilder;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.supabase.connection.SupabaseConnection;
import io.smarteros.tenant.supabase.connection.SupabaseErrors;
import io.smarteros.tenant.supabase.connection.SyncFailureException;
import io.smarteros.tenant.supabase.decision.LastWrites;
import io.smarteros.tenant.supabase.decision.ObservedRow;
import io.smarteros.tenant.supabase.decision.RowSituation;
import io.smarteros.tenant.supabase.decision.RowStatus;
import io.smarteros.tenant.supabase.decision.RowValues;
import io.smarteros.tenant.supabase.decision.RowValuesBuilder;
import io.smarteros.tenant.supabase.decision.RowWrite.ServiceWrite;
import io.smarteros.tenant.supabase.decision.RowWrite.Update;
import io.smarteros.tenant.supabase.decision.SyncFailure;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.smarteros.tenant.supabase.decision.SyncResults;
import io.smarteros.tenant.supabase.table.RowLookup;
import io.smarteros.tenant.supabase.table.RowWriter.Collision;
import io.smarteros.tenant.supabase.table.RowWriter.Done;
import io.smarteros.tenant.supabase.table.RowWriter.Overtaken;
import io.smarteros.tenant.supabase.table.RowWriter.OwnerRefused;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Prepares the row of a Tenant for its deletion. */
final class RowRelease {
  private final SupabaseConnection connection;
  private final RecordSession recordSession;
  private final RowWriting writing;
  private final int attempts;

  /**
   * Releases one tenant's row.
   *
   * @param attempts how often others may be faster
   */
  RowRelease(
      SupabaseConnection connection,
      RecordSession recordSession,
      RowWriting writing,
      int attempts) {
    this.connection = connection;
    this.recordSession = recordSession;
    this.writing = writing;
    this.attempts = attempts;
  }

  SyncResult run(DeletionPolicy policy) throws SyncFailureException {
    for (int attempt = 0; attempt < attempts; attempt++) {
      Optional<RowRecord> record = recordSession.read().row();
      Optional<ObservedRow> row = record.isPresent() ? find(record.get()) : Optional.empty();
      boolean released =
          row.isEmpty()
              || row.get().values().status().equals(RowStatus.DELETED)
              || switch (policy) {
                case RETAIN, UNKNOWN -> suspend(record.orElseThrow(), row.get());
                case DELETE -> write(deletion(record.orElseThrow(), row.get()));
              };
      if (released) {
        if (policy == DeletionPolicy.DELETE) {
          recordSession.update(TenantRecord::withoutRow);
        }
        return SyncResults.of(
            recordSession.read().row(),
            Reason.SYNCED,
            "The tenant's row in Supabase is ready for the deletion",
            List.of(),
            Optional.empty());
      }
    }
    throw new SyncFailureException(SupabaseErrors.overtaken());
  }

  /** That there is no row says something only in the right database, and where all can be seen. */
  private Optional<ObservedRow> find(RowRecord record) throws SyncFailureException {
    return connection.call(
        (session, schema) -> {
          Optional<ObservedRow> row = new RowLookup(session, schema).find(record);
          if (row.isEmpty() && schema.isOtherThanOf(record)) {
            throw new SyncFailureException(elsewhere(record));
          }
          Optional<String> unreadable = row.flatMap(ObservedRow::unreadable);
          if (unreadable.isPresent()) {
            throw new SyncFailureException(SupabaseErrors.refused(unreadable.get()));
          }
          return row;
        });
  }

  private static SyncFailure elsewhere(RowRecord record) {
    return new SyncFailure(
        Reason.OTHER_DATABASE,
        """
        The tenant's row %s is not in this database. SUPABASE_DB_URL names another database than \
        the one that the row was written to: set it back"""
            .formatted(record.id()),
        RowSituation.LOOK_AGAIN);
  }

  /** Remembers first that it is the operator's own doing, so that a revived Tenant may undo it. */
  private boolean suspend(RowRecord record, ObservedRow row) throws SyncFailureException {
    LastWrites own = new LastWrites(record, Optional.of(row.fingerprint()));
    boolean isSuspended = row.values().status().equals(RowStatus.SUSPENDED);
    List<ServiceWrite> addresses = new ServiceRelease(row, own).ofRetained();
    if (isSuspended && addresses.isEmpty()) {
      settle(record, own);
      return true;
    }
    Written last = ServiceRelease.withoutAddresses(own.last().orElseGet(() -> nothingBut(row)));
    Written suspended = isSuspended ? last : last.withSuspendedByOperator();
    Intent intent =
        RowRecordIntentBuilder.builder()
            .values(suspended)
            .basis(Optional.of(row.fingerprint()))
            .build();
    recordSession.update(known -> known.withRow(record.writing(own.last(), intent)));
    if (!write(suspension(row, addresses))) {
      return false;
    }
    recordSession.update(known -> known.withRow(record.wrote(suspended)));
    return true;
  }

  /** A try before this one may have been killed once the row was written. */
  private void settle(RowRecord record, LastWrites own) {
    if (record.intended().isPresent()) {
      own.last()
          .ifPresent(done -> recordSession.update(known -> known.withRow(record.wrote(done))));
    }
  }

  /** Of a row that was claimed, but not written any more before the Tenant went. */
  private static Written nothingBut(ObservedRow row) {
    return RowRecordWrittenBuilder.builder()
        .name(row.values().name())
        .domain(row.values().domain())
        .build();
  }

  /** Whether the row holds it now. */
  private boolean write(Update update) throws SyncFailureException {
    return switch (writing.write(update)) {
      case Done done -> done.notKept().isEmpty();
      case Collision(SQLException error) -> throw writing.rejected(update, error);
      case Overtaken _, OwnerRefused _ -> false;
    };
  }

  private static Update suspension(ObservedRow row, List<ServiceWrite> addresses) {
    return new Update(
        row, row.values().withStatus(RowStatus.SUSPENDED), Map.of(), Set.of(), addresses);
  }

  /** A trace of the tenant, and nothing more than that. */
  private static Update deletion(RowRecord record, ObservedRow row) {
    RowValues trace =
        RowValuesBuilder.builder()
            .slug(row.values().slug())
            .name(row.values().name())
            .status(RowStatus.DELETED)
            .build();
    Set<String> keys =
        row.metadata().properties().stream().map(Map.Entry::getKey).collect(Collectors.toSet());
    LastWrites own = new LastWrites(record, Optional.of(row.fingerprint()));
    return new Update(row, trace, Map.of(), keys, new ServiceRelease(row, own).ofDeleted());
  }
}
