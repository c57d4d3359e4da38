package io.smarteros.tenant.supabase.feed;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * For each tenant the row that its last pass looked at, and the fingerprint that it had then: what
 * differs from it later is somebody else's doing.
 */
public final class RowFingerprints {

  /**
   * A row as a pass saw it.
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

  /** The row is no longer as it was seen, unless a pass has looked at it meanwhile. */
  void noteChange(String tenant, Seen asSeen) {
    seen.computeIfPresent(tenant, (_, now) -> now.equals(asSeen) ? now.changed() : now);
  }

  /** Whether changes are noticed just now. */
  void noteWatch(boolean works) {
    watched = works;
  }

  /** Whether the last pass saw the row, and it is known that nobody changed it since. */
  public boolean isUnchanged(String tenant) {
    Seen last = seen.get(tenant);
    return watched && last != null && !last.differs();
  }

  /** The tenant is of no interest any more. */
  public void forget(String tenant) {
    seen.remove(tenant);
  }

  Map<String, Seen> all() {
    return Map.copyOf(seen);
  }
}
