package io.smarteros.tenant.supabase.feed;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * For each tenant the row that its last reconciliation read, and the fingerprint that it had then:
 * what differs from it later is somebody else's doing.
 */
public final class RowFingerprints {
  /** Instead of a fingerprint: there is no such row. */
  public static final String GONE = "";

  /**
   * A row as a reconciliation saw it.
   *
   * @param lastChange when somebody was last seen to have changed it, on the clock of {@link #mark}
   * @param differs that was since
   */
  record Seen(String rowId, String fingerprint, long lastChange, boolean differs) {
    private Seen changed(long now) {
      return new Seen(rowId, fingerprint, now, true);
    }
  }

  private final Map<String, Seen> seen = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();
  private volatile boolean watched;

  /** Take it before the row is read, for {@link #note}. */
  public long mark() {
    return changes.get();
  }

  /**
   * A reconciliation saw the row.
   *
   * @param mark taken before: a change that was noticed since may have come after the look
   */
  public void note(String tenant, String rowId, String fingerprint, long mark) {
    seen.compute(
        tenant,
        (_, last) -> {
          long lastChange = last == null ? 0 : last.lastChange();
          return new Seen(rowId, fingerprint, lastChange, lastChange > mark);
        });
  }

  /**
   * Compares the row with what reconciliations saw.
   *
   * @param before as it was seen before the database was asked
   * @param now its fingerprint in the database; empty when the row is gone
   * @return whether somebody else changed it
   */
  boolean noteRow(String tenant, Seen before, String now) {
    if (now.equals(before.fingerprint())) {
      return false;
    }
    Seen noted =
        seen.computeIfPresent(
            tenant,
            (_, last) ->
                last.rowId().equals(before.rowId()) && !last.fingerprint().equals(now)
                    ? last.changed(changes.incrementAndGet())
                    : last);
    return noted != null && noted.differs();
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
