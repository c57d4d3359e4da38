package io.smarteros.tenant.requeue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks ever more seldom at a tenant that waits, as long as nothing about it changes: after as long
 * again as it has waited already. What the cluster does is an event and needs no look.
 */
public final class RequeueBackoff {
  private static final Duration LONGEST = Duration.ofSeconds(30);

  private final InstantSource clock;
  private final Map<String, Wait> waits = new ConcurrentHashMap<>();

  public RequeueBackoff(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * When to look again.
   *
   * @param state how the tenant stands, to be compared with the last time
   * @param asked the soonest
   */
  public Duration next(String tenant, Object state, Duration asked) {
    Instant now = clock.instant();
    Wait wait =
        waits.compute(
            tenant,
            (_, last) -> last != null && last.state().equals(state) ? last : new Wait(state, now));
    Duration waited = Duration.between(wait.since(), now);
    Duration patient = waited.compareTo(LONGEST) < 0 ? waited : LONGEST;
    return patient.compareTo(asked) > 0 ? patient : asked;
  }

  public void forget(String tenant) {
    waits.remove(tenant);
  }

  private record Wait(Object state, Instant since) {}
}
