package io.smarteros.tenant.supabase;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * For each tenant the row that its last pass looked at, and the fingerprint that it had then: what
 * differs from it later is somebody else's doing.
 */
public final class SeenRows {
  record Seen(String rowId, String fingerprint) {}

  private final Map<String, Seen> seen = new ConcurrentHashMap<>();

  void note(String tenant, String rowId, String fingerprint) {
    seen.put(tenant, new Seen(rowId, fingerprint));
  }

  /** The tenant is of no interest any more. */
  public void forget(String tenant) {
    seen.remove(tenant);
  }

  Map<String, Seen> all() {
    return Map.copyOf(seen);
  }
}
