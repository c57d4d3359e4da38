package io.smarteros.tenant.local.n8n;

import io.smarteros.tenant.local.application.StandInAnswer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Five log-ins a minute for one login name as it is spelled, counted from the first of them.
 * Successful ones count too, and a restart forgets them.
 */
final class N8nLoginLimit {
  private static final int LIMIT = 5;
  private static final Duration WINDOW = Duration.ofMinutes(1);

  private final Map<String, Window> windows = new ConcurrentHashMap<>();
  private final InstantSource clock;

  N8nLoginLimit(InstantSource clock) {
    this.clock = clock;
  }

  /** Counts one more. */
  Window count(String loginName) {
    Instant now = clock.instant();
    return windows.compute(
        loginName,
        (_, window) ->
            window == null || !now.isBefore(window.end())
                ? new Window(1, now.plus(WINDOW))
                : new Window(window.used() + 1, window.end()));
  }

  record Window(int used, Instant end) {
    boolean isExceeded() {
      return used > LIMIT;
    }

    Map<String, String> headers() {
      return Map.of(
          "X-RateLimit-Limit", String.valueOf(LIMIT),
          "X-RateLimit-Remaining", String.valueOf(Math.max(0, LIMIT - used)),
          "X-RateLimit-Reset", String.valueOf(end.getEpochSecond()));
    }

    StandInAnswer refusal(Instant now) {
      return StandInAnswer.page(429, "Too many requests, please try again later.")
          .with(headers())
          .with("Retry-After", String.valueOf(Duration.between(now, end).toSeconds() + 1));
    }
  }
}
