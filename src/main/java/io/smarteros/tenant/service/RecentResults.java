package io.smarteros.tenant.service;

import io.smarteros.tenant.service.Provisioning.Done;
import io.smarteros.tenant.service.Provisioning.Refused;
import io.smarteros.tenant.service.Provisioning.Waiting;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The last result of setting up each application. Reconciliations of a tenant come in bursts, and
 * applications limit how often somebody may log in, also for the human owner of the account.
 *
 * @param <A> which application was asked, and with what: another answer is possible as soon as one
 *     of them changes
 */
public final class RecentResults<A> {
  private static final Duration WHEN_DONE = Duration.ofMinutes(10);
  private static final Duration WHEN_REFUSED = Duration.ofMinutes(5);

  private final InstantSource clock;
  private final Map<A, Known> results = new ConcurrentHashMap<>();

  public RecentResults(InstantSource clock) {
    this.clock = clock;
  }

  public Optional<Provisioning> find(A asked) {
    return Optional.ofNullable(results.get(asked))
        .filter(known -> clock.instant().isBefore(known.until()))
        .map(Known::result);
  }

  public void remember(A asked, Provisioning result) {
    Instant now = clock.instant();
    results.values().removeIf(known -> !now.isBefore(known.until()));
    Duration validity =
        switch (result) {
          case Done _ -> WHEN_DONE;
          case Waiting waiting -> waiting.retryAfter();
          case Refused _ -> WHEN_REFUSED;
        };
    results.put(asked, new Known(result, now.plus(validity)));
  }

  private record Known(Provisioning result, Instant until) {}
}
