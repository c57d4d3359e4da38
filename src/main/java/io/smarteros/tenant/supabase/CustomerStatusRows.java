package io.smarteros.tenant.supabase;

import io.smarteros.tenant.api.DeletionPolicy;
import io.smarteros.tenant.supabase.connection.SupabaseConnection;
import io.smarteros.tenant.supabase.connection.SyncFailureException;
import io.smarteros.tenant.supabase.customer.CustomerStatus;
import io.smarteros.tenant.supabase.customer.Shown;
import io.smarteros.tenant.supabase.table.StatusTable;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;

/**
 * Keeps the rows of tenants in {@code tenant_status} up to date. What they say is read once, and
 * then known; what the table refuses is not sent again.
 */
final class CustomerStatusRows {
  private final SupabaseConnection connection;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  CustomerStatusRows(SupabaseConnection connection) {
    this.connection = connection;
  }

  /**
   * What is known of one tenant's rows.
   *
   * @param isTable whether there is a table at all
   * @param refused what the table did not take
   */
  private record Known(
      String rowId, boolean isTable, CustomerStatus said, Optional<Refusal> refused) {}

  private record Refusal(CustomerStatus wanted, Shown.Refused outcome) {}

  /**
   * Brings the rows of one tenant up to date.
   *
   * @param change makes of what they said what they shall say
   */
  Shown show(String tenant, String rowId, UnaryOperator<CustomerStatus> change) {
    try {
      Known before = known(tenant, rowId);
      CustomerStatus wanted = change.apply(before.said());
      Optional<Refusal> refused = before.refused().filter(last -> last.wanted().equals(wanted));
      if (refused.isPresent()) {
        return refused.get().outcome();
      }
      return before.isTable() && !wanted.equals(before.said())
          ? write(tenant, before, wanted)
          : new Shown.UpToDate();
    } catch (SyncFailureException e) {
      return judged(e);
    }
  }

  /** For a Tenant whose row is about to be released. */
  Shown close(String tenant, String rowId, DeletionPolicy policy) {
    return switch (policy) {
      case RETAIN, UNKNOWN -> show(tenant, rowId, CustomerStatus::closed);
      case DELETE -> show(tenant, rowId, _ -> CustomerStatus.NONE);
    };
  }

  /** The rows are read anew before the next change. */
  void forget(String tenant) {
    known.remove(tenant);
  }

  private Known known(String tenant, String rowId) throws SyncFailureException {
    Known last = known.get(tenant);
    if (last != null && last.rowId().equals(rowId)) {
      return last;
    }
    Optional<CustomerStatus> there =
        connection.read((session, _) -> new StatusTable(session).read(rowId));
    Known read =
        new Known(rowId, there.isPresent(), there.orElse(CustomerStatus.NONE), Optional.empty());
    known.put(tenant, read);
    return read;
  }

  private Shown write(String tenant, Known before, CustomerStatus wanted) {
    Shown shown = written(before.rowId(), wanted);
    switch (shown) {
      case Shown.UpToDate _ ->
          known.put(tenant, new Known(before.rowId(), true, wanted, Optional.empty()));
      case Shown.Refused refused ->
          known.put(
              tenant,
              new Known(
                  before.rowId(), true, before.said(), Optional.of(new Refusal(wanted, refused))));
      case Shown.Away _ -> forget(tenant); // it may have been written all the same
    }
    return shown;
  }

  private Shown written(String rowId, CustomerStatus wanted) {
    try {
      connection.call(
          (session, _) -> {
            new StatusTable(session).write(rowId, wanted);
            return wanted;
          });
      return new Shown.UpToDate();
    } catch (SyncFailureException e) {
      return judged(e);
    }
  }

  private static Shown judged(SyncFailureException e) {
    return switch (e.failure().reason()) {
      case GRANT_MISSING, ROW_REFUSED, TABLE_UNFIT -> new Shown.Refused(e.failure());
      default -> new Shown.Away(e.failure());
    };
  }
}
