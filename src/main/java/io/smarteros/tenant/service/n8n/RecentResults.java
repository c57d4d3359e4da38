package io.smarteros.tenant.service.n8n;

import io.smarteros.tenant.service.Provisioning;
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
 * The last result of setting up each n8n. Reconciliations of a tenant come in bursts; n8n locks an
 * account after five log-ins a minute, also for its human owner.
 */
final class RecentResults {
  private static final Duration WHEN_DONE = Duration.ofMinutes(10);
  private static final Duration WHEN_REFUSED = Duration.ofMinutes(5);

  private final InstantSource clock;
  private final Map<Asked, Known> results = new ConcurrentHashMap<>();

  RecentResults(InstantSource clock) {
    this.clock = clock;
  }

  Optional<Provisioning> find(Asked asked) {
    return Optional.ofNullable(results.get(asked))
        .filter(known -> clock.instant().isBefore(known.until()))
        .map(Known::result);
  }

  void remember(Asked asked, Provisioning result) {
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

  /**
   * Which n8n, and with what: another answer is possible as soon as one of them changes.
   *
   * @param apiKey of the record
   */
  record Asked(String url, N8nOwner owner, boolean ownerIsManaged, Optional<String> apiKey) {
    @Override
    public String toString() {
      return url;
    }
  }

  private record Known(Provisioning result, Instant until) {}
}
