package io.smarteros.tenant.testkit;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/** Time that passes only when told. */
public final class ManualClock implements InstantSource {
  private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");

  @Override
  public Instant instant() {
    return now;
  }

  public synchronized void advance(Duration duration) {
    now = now.plus(duration);
  }
}
