package io.smarteros.tenant.supabase.feed;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * For each tenant the row that its last reconciliation read, and the fingerprint that it had then:
 * what differs from it later is somebody else's doing.
 */
public final class RowFingerprints {

  /**
   * A row as a reconciliation saw it.
   *
   * @param differs somebody was seen to have changed it since
   */
  record Seen(String rowId, String fingerprint, boolean differs) {
    Seen(String rowId, String fingerprint) {
      this(rowId, fingerprint, false);
    }

    private Seen changed() {
      return new Seen(rowId, fingerprint, true);
    }
  }

  private final Map<String, Seen> seen = new ConcurrentHashMap<>();
  private volatile boolean watched;

  public void note(String tenant, String rowId, String fingerprint) {
    seen.put(tenant, new Seen(rowId, fingerprint));
  }

  /** The row is no longer as it was seen, unless a reconciliation has read it meanwhile. */
  void noteChange(String tenant, Seen asSeen) {
    seen.computeIfPresent(tenant, (_, now) -> now.equals(asSeen) ? now.changed() : now);
  }

  /** Sets whether changes are noticed at the moment. */
  void noteWatch(boolean works) {
    watched = works;
  }

  /** Whether the last reconciliation saw the row, and it is known that nobody changed it since. */
  public boolean isUnchanged(String tenant) {
    Seen last = seen.get(tenant);
    return watched && last != null && !last.differs();
  }

  /** Drops what is known of the tenant's row. */
  public void forget(String tenant) {
    seen.remove(tenant);
  }

  Map<String, Seen> all() {
    return Map.copyOf(seen);
  }
}
