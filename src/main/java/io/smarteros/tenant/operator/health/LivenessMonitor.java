package io.smarteros.tenant.operator.health;

import io.smarteros.tenant.operator.configuration.Syntax;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Notices an operator that is up but no longer works: a reconciliation that never ends, a queue
 * that nobody serves, an executor that runs nothing. An unreachable server is none of these.
 */
public final class LivenessMonitor {

  /**
   * What is too long.
   *
   * @param reconciliation how long one reconciliation of one object may take
   * @param queue how long work may wait while not a single reconciliation ends
   * @param silence how long the executor may go without running a {@link #beat} or ending a
   *     reconciliation
   */
  public record Bounds(Duration reconciliation, Duration queue, Duration silence) {
    /** Wide: a restart interrupts the work of all tenants. */
    public static final Bounds DEFAULT =
        new Bounds(Duration.ofMinutes(10), Duration.ofMinutes(15), Duration.ofMinutes(5));
  }

  private final Bounds bounds;
  private final InstantSource clock;
  private final Map<String, Instant> waiting = new HashMap<>();
  private final Map<String, Instant> inFlight = new HashMap<>();
  private Instant lastEnd;
  private Instant lastBeat;
  private boolean watching;

  public LivenessMonitor(Bounds bounds, InstantSource clock) {
    this.bounds = bounds;
    this.clock = clock;
    this.lastEnd = clock.instant();
    this.lastBeat = lastEnd;
  }

  /** From now on this replica acts. One that stands by lets everything wait, and is alive. */
  public synchronized void watch() {
    watching = true;
    lastEnd = clock.instant();
    lastBeat = lastEnd;
  }

  /** The object waits for a reconciliation. */
  public synchronized void submitted(String object) {
    waiting.putIfAbsent(object, clock.instant());
  }

  public synchronized void began(String object) {
    waiting.remove(object);
    inFlight.put(object, clock.instant());
  }

  /** Also when the reconciliation was skipped and never began. */
  public synchronized void ended(String object) {
    waiting.remove(object);
    inFlight.remove(object);
    lastEnd = clock.instant();
  }

  /** The executor still runs what it is given. */
  public synchronized void beat() {
    lastBeat = clock.instant();
  }

  public synchronized HealthStatus check() {
    if (!watching) {
      return HealthStatus.well();
    }
    List<String> problems = new ArrayList<>();
    inFlight.forEach(
        (object, since) -> {
          if (isOver(bounds.reconciliation(), since)) {
            problems.add(
                "the reconciliation of %s has not ended for %s".formatted(object, age(since)));
          }
        });
    waiting.values().stream()
        .min(Instant::compareTo)
        .map(oldest -> oldest.isAfter(lastEnd) ? oldest : lastEnd)
        .filter(since -> isOver(bounds.queue(), since))
        .ifPresent(
            since ->
                problems.add(
                    "%d objects are waiting, and no reconciliation has ended for %s"
                        .formatted(waiting.size(), age(since))));
    // a beat waits its turn behind all reconciliations, after a start behind one of every tenant
    Instant lastSign = lastEnd.isAfter(lastBeat) ? lastEnd : lastBeat;
    if (isOver(bounds.silence(), lastSign)) {
      problems.add("the executor has run no task for %s".formatted(age(lastSign)));
    }
    return new HealthStatus(problems);
  }

  private boolean isOver(Duration bound, Instant since) {
    return since.plus(bound).isBefore(clock.instant());
  }

  private String age(Instant since) {
    return Syntax.text(Duration.between(since, clock.instant()).truncatedTo(ChronoUnit.SECONDS));
  }
}
