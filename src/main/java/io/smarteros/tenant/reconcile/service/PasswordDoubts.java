package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.service.ServiceName;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Applications that take longer than usual to come up: somebody may have changed the password of
 * their database.
 */
public final class PasswordDoubts {
  /** A pod that is replaced is back sooner, and most are. */
  private static final Duration USUAL_START = Duration.ofSeconds(30);

  private final InstantSource clock;
  private final Map<Key, Instant> waitingSince = new ConcurrentHashMap<>();

  /**
   * Nothing is waited for.
   *
   * @param clock one that nobody can set
   */
  public PasswordDoubts(InstantSource clock) {
    this.clock = clock;
  }

  void waits(String tenant, ServiceName service) {
    waitingSince.putIfAbsent(new Key(tenant, service), clock.instant());
  }

  void waitIsOver(String tenant, ServiceName service) {
    waitingSince.remove(new Key(tenant, service));
  }

  boolean isDoubted(String tenant, ServiceName service) {
    Instant since = waitingSince.getOrDefault(new Key(tenant, service), Instant.MAX);
    return since.isBefore(clock.instant().minus(USUAL_START));
  }

  /** Its application has as long again. */
  void tried(String tenant, ServiceName service) {
    waitingSince.computeIfPresent(new Key(tenant, service), (_, _) -> clock.instant());
  }

  void forget(String tenant) {
    waitingSince.keySet().removeIf(key -> key.tenant().equals(tenant));
  }

  private record Key(String tenant, ServiceName service) {}
}
