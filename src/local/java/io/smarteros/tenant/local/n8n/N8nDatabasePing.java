package io.smarteros.tenant.local.n8n;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.function.BooleanSupplier;

/** What n8n knows of its database: it tries it every two seconds, and not at each request. */
final class N8nDatabasePing {
  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private final BooleanSupplier database;
  private final InstantSource clock;
  private Instant triedAt;
  private boolean up = true;

  /** The database has just been tried, and it was there. */
  N8nDatabasePing(BooleanSupplier database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
    this.triedAt = clock.instant();
  }

  synchronized boolean isUp() {
    Instant now = clock.instant();
    if (!now.isBefore(triedAt.plus(INTERVAL))) {
      up = database.getAsBoolean();
      triedAt = now;
    }
    return up;
  }
}
