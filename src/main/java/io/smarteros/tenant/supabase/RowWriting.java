package io.smarteros.tenant.supabase;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.supabase.connection.SchemaProbe;
import io.smarteros.tenant.supabase.connection.SupabaseConnection;
import io.smarteros.tenant.supabase.connection.SupabaseErrors;
import io.smarteros.tenant.supabase.connection.SyncFailureException;
import io.smarteros.tenant.supabase.decision.RowWrite;
import io.smarteros.tenant.supabase.decision.SyncFailure;
import io.smarteros.tenant.supabase.table.RowWriter;
import io.smarteros.tenant.supabase.table.RowWriter.Done;
import io.smarteros.tenant.supabase.table.TableRules;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;

/** The writes of one synchronization, without those that the tables are known not to take. */
final class RowWriting {
  private final SupabaseConnection connection;
  private final RefusedWrites refused;
  private final String tenant;
  private final boolean triesRefused;
  private List<String> notKept = List.of();

  /**
   * Of one tenant.
   *
   * @param triesRefused what the tables refused with an error is tried again at once
   */
  RowWriting(
      SupabaseConnection connection, RefusedWrites refused, String tenant, boolean triesRefused) {
    this.connection = connection;
    this.refused = refused;
    this.tenant = tenant;
    this.triesRefused = triesRefused;
  }

  /** After one that is done and did not stay as it was, a look decides what to write then. */
  RowWriter.Outcome write(RowWrite write) throws SyncFailureException {
    Optional<SyncFailure> known = known(write);
    if (known.isPresent()) {
      throw new SyncFailureException(known.get());
    }
    try {
      RowWriter.Outcome outcome =
          connection.call((session, schema) -> new RowWriter(session, schema).write(write));
      if (outcome instanceof Done done) {
        notKept = done.notKept();
      }
      return outcome;
    } catch (SyncFailureException e) {
      throw e.failure().reason() == Reason.ROW_REFUSED
          ? new SyncFailureException(refused.refused(tenant, write, e.failure()))
          : e;
    }
  }

  /** A unique rule refused it, and nobody was faster: trying again would end in the same way. */
  SyncFailureException rejected(RowWrite write, SQLException error) throws SyncFailureException {
    SyncFailure failure =
        connection.call(
            (session, _) -> {
              SchemaProbe.requireFit(session); // it may have met a row that is hidden
              return connection.rejected(error);
            });
    return new SyncFailureException(refused.refused(tenant, write, failure));
  }

  private Optional<SyncFailure> known(RowWrite write) throws SyncFailureException {
    if (!notKept.isEmpty()) {
      return Optional.of(refused.changed(tenant, write, changed(), rules()));
    }
    if (refused.wasChanged(tenant, write)) {
      return refused.early(tenant, write, rules());
    }
    return triesRefused ? Optional.empty() : refused.early(tenant, write);
  }

  private SyncFailure changed() {
    return SupabaseErrors.refused(
        """
        A trigger or rule of the tables in Supabase makes something else of what the operator \
        writes: %s. Correct the trigger or rule, or the Tenant"""
            .formatted(String.join(", ", notKept)));
  }

  private String rules() throws SyncFailureException {
    return connection.call((session, _) -> TableRules.digest(session));
  }
}
