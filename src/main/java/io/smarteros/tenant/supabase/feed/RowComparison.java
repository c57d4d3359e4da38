package io.smarteros.tenant.supabase.feed;

import io.smarteros.tenant.supabase.connection.SupabaseConnection;
import io.smarteros.tenant.supabase.connection.SyncFailureException;
import io.smarteros.tenant.supabase.feed.FeedListeners.Census;
import io.smarteros.tenant.supabase.feed.RowFingerprints.Seen;
import io.smarteros.tenant.supabase.table.TenantTables;
import io.smarteros.tenant.supabase.table.TenantTables.VersionedFingerprint;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Compares rows with what each tenant's last reconciliation saw, so that it misses nothing, however
 * long nobody looked. Times of change would miss rows, because they are not in the order of
 * commits. For one thread.
 */
final class RowComparison {
  private final SupabaseConnection connection;
  private final RowFingerprints seen;
  private final FeedListeners listeners;

  /** By row, what it held at which version: what has that version still need not be read again. */
  private final Map<String, VersionedFingerprint> known = new HashMap<>();

  /**
   * Asks nothing yet.
   *
   * @param seen what to compare with
   */
  RowComparison(SupabaseConnection connection, RowFingerprints seen, FeedListeners listeners) {
    this.connection = connection;
    this.seen = seen;
    this.listeners = listeners;
  }

  /** The rows of all tenants: one statement, and one more where there are changes. */
  void all() throws SyncFailureException {
    Map<String, Seen> tenants = seen.all();
    known.keySet().retainAll(rowIds(tenants.values()));
    Map<String, String> now = fingerprints(tenants);
    listeners.compared().accept(new Census(rowIds(tenants.values()).size(), missing(tenants, now)));
    tell(tenants, now);
  }

  /**
   * The rows with these ids, as far as they are of tenants; and all, if several of them are gone:
   * whoever is told of one should know how many there are.
   */
  void of(Set<String> ids) throws SyncFailureException {
    ids.forEach(known::remove);
    Map<String, Seen> tenants = new HashMap<>(seen.all());
    tenants.values().removeIf(row -> !ids.contains(row.rowId()));
    Map<String, String> now = fingerprints(tenants);
    if (missing(tenants, now) > 1) {
      all();
    } else {
      tell(tenants, now);
    }
  }

  /** The ids of all rows of tenants. */
  Set<String> rowIds() {
    return rowIds(seen.all().values());
  }

  /** The server may be another one now, on which the same version says something else. */
  void forgetVersions() {
    known.clear();
  }

  private static Set<String> rowIds(Collection<Seen> rows) {
    return Set.copyOf(rows.stream().map(Seen::rowId).distinct().toList());
  }

  private static int missing(Map<String, Seen> tenants, Map<String, String> now) {
    return (int) tenants.values().stream().filter(row -> !now.containsKey(row.rowId())).count();
  }

  private void tell(Map<String, Seen> tenants, Map<String, String> now) {
    tenants.forEach(
        (tenant, row) -> {
          if (seen.noteRow(tenant, row, now.getOrDefault(row.rowId(), RowFingerprints.GONE))) {
            listeners.changed().accept(tenant);
          }
        });
  }

  private Map<String, String> fingerprints(Map<String, Seen> tenants) throws SyncFailureException {
    return tenants.isEmpty() ? Map.of() : fingerprints(rowIds(tenants.values()));
  }

  private Map<String, String> fingerprints(Set<String> ids) throws SyncFailureException {
    return connection.read(
        (session, schema) -> {
          TenantTables tables = new TenantTables(session, schema);
          List<String> readBefore =
              schema.hasGeneration() ? ids.stream().filter(known::containsKey).toList() : List.of();
          Map<String, String> found =
              unwritten(readBefore.isEmpty() ? Map.of() : tables.versions(readBefore));
          List<String> others = ids.stream().filter(id -> !found.containsKey(id)).toList();
          if (!others.isEmpty()) {
            Map<String, VersionedFingerprint> read = tables.fingerprints(others);
            read.forEach((id, row) -> found.put(id, row.fingerprint()));
            others.forEach(known::remove);
            known.putAll(schema.hasGeneration() ? read : Map.of());
          }
          return found;
        });
  }

  /** The fingerprints of the rows that still have the version that they had when they were read. */
  private Map<String, String> unwritten(Map<String, String> versions) {
    Map<String, String> fingerprints = new HashMap<>();
    versions.forEach(
        (id, version) -> {
          VersionedFingerprint last = known.get(id);
          if (last != null && last.version().equals(version)) {
            fingerprints.put(id, last.fingerprint());
          }
        });
    return fingerprints;
  }
}
