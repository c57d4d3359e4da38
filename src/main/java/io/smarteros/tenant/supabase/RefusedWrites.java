package io.smarteros.tenant.supabase;

import io.smarteros.tenant.supabase.decision.RowWrite;
import io.smarteros.tenant.supabase.decision.SyncFailure;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/**
 * By tenant the last write that the tables did not take. The same one, of the same row, is not sent
 * again before a pause, which grows with each refusal.
 */
final class RefusedWrites {
  private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

  /** Where the tables changed what was written, each try changes the row once more. */
  private static final Duration AFTER_CHANGE = Duration.ofHours(1);

  private final InstantSource clock;
  private final Map<String, Refusal> refusals = new ConcurrentHashMap<>();

  RefusedWrites(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * A write that was refused.
   *
   * @param rules what the tables did to a row then, if it was that which kept the write from
   *     holding
   */
  private record Refusal(
      RowWrite write, SyncFailure failure, Optional<String> rules, Duration pause, Instant until) {}

  /** Whether the tables changed what the same write wrote before. */
  boolean wasChanged(String tenant, RowWrite write) {
    return of(tenant, write).flatMap(Refusal::rules).isPresent();
  }

  /** The refusal of the same write, while it is too early to try again. */
  Optional<SyncFailure> early(String tenant, RowWrite write) {
    return of(tenant, write)
        .filter(refusal -> clock.instant().isBefore(refusal.until()))
        .map(this::told);
  }

  /** The same, unless the tables now do something else to what is written. */
  Optional<SyncFailure> early(String tenant, RowWrite write, String rules) {
    return of(tenant, write)
        .filter(refusal -> refusal.rules().equals(Optional.of(rules)))
        .flatMap(_ -> early(tenant, write));
  }

  /** The tables refuse it with an error. */
  SyncFailure refused(String tenant, RowWrite write, SyncFailure failure) {
    Duration pause =
        of(tenant, write).map(Refusal::pause).map(RefusedWrites::twice).orElse(FIRST_PAUSE);
    return note(tenant, write, failure, Optional.empty(), pause);
  }

  /** The tables took it, and made something else of it. */
  SyncFailure changed(String tenant, RowWrite write, SyncFailure failure, String rules) {
    return note(tenant, write, failure, Optional.of(rules), AFTER_CHANGE);
  }

  void forget(String tenant) {
    refusals.remove(tenant);
  }

  private Optional<Refusal> of(String tenant, RowWrite write) {
    return Optional.ofNullable(refusals.get(tenant))
        .filter(refusal -> refusal.write().equals(write));
  }

  private SyncFailure note(
      String tenant, RowWrite write, SyncFailure failure, Optional<String> rules, Duration pause) {
    Refusal refusal = new Refusal(write, failure, rules, pause, clock.instant().plus(pause));
    refusals.put(tenant, refusal);
    return told(refusal);
  }

  private SyncFailure told(Refusal refusal) {
    Duration left = Duration.between(clock.instant(), refusal.until());
    Duration again = left.compareTo(LONGEST_PAUSE) < 0 ? left : LONGEST_PAUSE;
    return new SyncFailure(refusal.failure().reason(), refusal.failure().message(), again);
  }

  private static Duration twice(Duration pause) {
    Duration doubled = pause.multipliedBy(2);
    return doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
  }
}
