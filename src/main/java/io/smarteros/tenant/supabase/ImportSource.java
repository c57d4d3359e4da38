package io.smarteros.tenant.supabase;

import io.smarteros.tenant.supabase.connection.SupabaseConnection;
import io.smarteros.tenant.supabase.connection.SyncFailureException;
import io.smarteros.tenant.supabase.customer.CustomerState;
import io.smarteros.tenant.supabase.customer.CustomerStatus;
import io.smarteros.tenant.supabase.customer.CustomerStatus.Part;
import io.smarteros.tenant.supabase.table.ImportableRow;
import io.smarteros.tenant.supabase.table.ImportableRows;
import io.smarteros.tenant.supabase.table.StatusTable;
import io.smarteros.tenant.supabase.table.TenantTables;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The rows of which Tenants can be made, in the Supabase database. */
public final class ImportSource {
  private final SupabaseConnection connection;

  public ImportSource(SupabaseConnection connection) {
    this.connection = connection;
  }

  /** Why no Tenant may be made of any row; empty when the tables are fit for that. */
  public Optional<String> unfit() throws SyncFailureException {
    return connection.read((session, _) -> new ImportableRows(session).unfit());
  }

  /** What differs when a row or one of its services is written, by id, the oldest first. */
  public Map<String, String> versions() throws SyncFailureException {
    return connection.read((session, schema) -> new TenantTables(session, schema).versions());
  }

  /** The rows of these ids that exist, the oldest first. */
  public List<ImportableRow> read(Collection<String> ids) throws SyncFailureException {
    return connection.read((session, _) -> new ImportableRows(session).read(ids));
  }

  /** Shows the owner of a row that has no Tenant how it stands, where pages can show it. */
  public void show(String rowId, CustomerState state, String message) throws SyncFailureException {
    CustomerStatus status =
        new CustomerStatus(
            Map.of(
                CustomerStatus.TENANT,
                new Part(state, Optional.empty(), Optional.empty(), Optional.of(message))));
    connection.call(
        (session, _) -> {
          StatusTable table = new StatusTable(session);
          if (table.read(rowId).isPresent()) {
            table.write(rowId, status);
          }
          return status;
        });
  }
}
