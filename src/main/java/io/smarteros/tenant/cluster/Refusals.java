package io.smarteros.tenant.cluster;

import io.smarteros.tenant.cluster.fields.Digest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/**
 * What the cluster refused. The same is not sent again before a pause, which doubles each time: a
 * policy that refuses an object of every tenant must not be asked by all of them all the time.
 */
public final class Refusals {
  private static final Duration FIRST_PAUSE = Duration.ofSeconds(30);
  private static final Duration LONGEST_PAUSE = Duration.ofMinutes(30);
  private static final int MOST_DOUBLINGS = 6;
  private static final double JITTER = 0.2;

  private final InstantSource clock;
  private final RandomGenerator random;
  private final Map<ObjectKey, Refusal> refusals = new ConcurrentHashMap<>();

  /**
   * Remembers until the process ends.
   *
   * @param clock for intervals
   */
  public Refusals(InstantSource clock, RandomGenerator random) {
    this.clock = clock;
    this.random = random;
  }

  /**
   * What was tried.
   *
   * @param desired digest
   * @param live the state in which the object was then; empty when it was not there
   */
  public record Attempt(Digest desired, String live) {
    public static Attempt of(Digest desired, Optional<ObservedObject> live) {
      return new Attempt(desired, live.map(Attempt::stateOf).orElse(""));
    }

    /** Without the status, which controllers write all the time. */
    private static String stateOf(ObservedObject live) {
      return "%s/%d/%s"
          .formatted(
              live.uid(), live.generation(), live.ownedDigest().map(Digest::toString).orElse(""));
    }
  }

  private record Refusal(Attempt attempt, Applied.Rejected answer, int times, Instant until) {}

  /** The answer to the same attempt, while its pause lasts. */
  public Optional<Applied.Rejected> standing(ObjectKey key, Attempt attempt) {
    return last(key, attempt)
        .filter(refusal -> clock.instant().isBefore(refusal.until()))
        .map(Refusal::answer);
  }

  /** Whether the very same was refused before, however long ago. */
  public boolean isKnown(ObjectKey key, Attempt attempt) {
    return last(key, attempt).isPresent();
  }

  public void note(Attempt attempt, Applied.Rejected answer) {
    int before = last(answer.key(), attempt).map(Refusal::times).orElse(0);
    refusals.put(
        answer.key(),
        new Refusal(attempt, answer, before + 1, clock.instant().plus(pause(before))));
  }

  /** To be called when the object was accepted. */
  public void forget(ObjectKey key) {
    refusals.remove(key);
  }

  /** To be called when something in the namespace changed that may have been in the way. */
  public void forgetIn(String namespace) {
    refusals
        .keySet()
        .removeIf(
            key ->
                key.namespace().equals(namespace) || key.equals(ObjectKey.ofNamespace(namespace)));
  }

  private Optional<Refusal> last(ObjectKey key, Attempt attempt) {
    return Optional.ofNullable(refusals.get(key))
        .filter(refusal -> refusal.attempt().equals(attempt));
  }

  private Duration pause(int times) {
    Duration doubled = FIRST_PAUSE.multipliedBy(1L << Math.min(times, MOST_DOUBLINGS));
    Duration longest = doubled.compareTo(LONGEST_PAUSE) < 0 ? doubled : LONGEST_PAUSE;
    return longest.minusMillis((long) (longest.toMillis() * JITTER * random.nextDouble()));
  }
}
