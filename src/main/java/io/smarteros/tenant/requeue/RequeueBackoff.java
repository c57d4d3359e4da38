package io.smarteros.tenant.requeue;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Looks ever more seldom at a tenant that waits, as long as nothing about it changes: after as long
 * again as it has waited already. What the cluster does, and most of what a person does, is an
 * event and needs no look.
 */
public final class RequeueBackoff {
  private static final Duration LONGEST_FOR_PROGRESS = Duration.ofSeconds(30);

  private final InstantSource clock;
  private final Map<String, Since> waits = new ConcurrentHashMap<>();

  public RequeueBackoff(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * How long a tenant has stood as it does.
   *
   * @param state how it stands, to be compared with the last time
   */
  public Wait waiting(String tenant, Object state) {
    Instant now = clock.instant();
    Since since =
        waits.compute(
            tenant,
            (_, last) -> last != null && last.state().equals(state) ? last : new Since(state, now));
    return new Wait(Duration.between(since.instant(), now));
  }

  public void forget(String tenant) {
    waits.remove(tenant);
  }

  private record Since(Object state, Instant instant) {}

  /** When to look again, by how long it has been waited. */
  public record Wait(Duration soFar) {

    /**
     * For what goes on by itself.
     *
     * @param asked the soonest
     */
    public Duration forProgress(Duration asked) {
      return later(asked, earlier(soFar, LONGEST_FOR_PROGRESS));
    }

    /**
     * For what only a person can help with. It has no end of its own; the full resync is one.
     *
     * @param asked the soonest
     */
    public Duration forPerson(Duration asked) {
      return later(asked, soFar);
    }

    private static Duration earlier(Duration left, Duration right) {
      return left.compareTo(right) <= 0 ? left : right;
    }

    private static Duration later(Duration left, Duration right) {
      return left.compareTo(right) >= 0 ? left : right;
    }
  }
}
