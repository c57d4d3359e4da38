package io.smarteros.tenant.tenantclass.rollout;

import io.smarteros.tenant.api.tenantclass.Rollout;
import io.smarteros.tenant.api.tenantclass.RolloutStatus.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The roll-out of one class: which tenants wait for their turn, have it, or have failed. It
 * decides, and does nothing by itself. Not safe for use by several threads.
 */
final class ClassRollout {
  /** Some of those that are asked to come may be paused or gone. */
  private static final int MORE_THAN_TURNS = 2;

  private final TreeSet<String> waiting = new TreeSet<>();
  private final TreeSet<String> waitingCanaries = new TreeSet<>();
  private final TreeMap<String, Instant> changing = new TreeMap<>();
  private final TreeMap<String, Failure> failed = new TreeMap<>();
  private String revision = "";
  private Set<String> canaries = Set.of();

  /** Canaries that may have to be changed too: they have not been looked at since it began. */
  private final TreeSet<String> unheard = new TreeSet<>();

  /** Since the operator began: until then it is not known how they stand. */
  private final TreeSet<String> notLookedAt;

  /**
   * A tenant that was changed and is not ready.
   *
   * @param since when it had its turn
   */
  record Failure(Instant since, String message) {}

  /** What a tenant is told that asks for its turn. */
  sealed interface Turn {
    record Wait() implements Turn {}

    /**
     * It may be changed.
     *
     * @param since when its turn began; empty if it is not waited for
     */
    record Now(Optional<Instant> since) implements Turn {}
  }

  /**
   * By what is decided.
   *
   * @param resumedAt failures of turns up to then are accepted
   */
  record Settings(Rollout rollout, Optional<Instant> resumedAt, Instant now) {}

  /**
   * Knows of no turn yet.
   *
   * @param tenants of the class, when the operator begins
   */
  ClassRollout(Collection<String> tenants) {
    this.notLookedAt = new TreeSet<>(tenants);
  }

  /** What the tenant's record says. */
  void begin(String tenant, Optional<Instant> changingSince) {
    if (changingSince.isEmpty()) {
      changed(tenant);
    } else if (!failed.containsKey(tenant)) {
      changing.putIfAbsent(tenant, changingSince.get());
    }
  }

  /**
   * Asks for a turn.
   *
   * @param toRevision of the class that is rolled out
   * @param isReady one that is not costs no availability, so it takes no turn of another
   * @param firstOnes the canaries, for a roll-out that begins
   */
  Turn ask(
      String tenant,
      String toRevision,
      boolean isReady,
      Supplier<Set<String>> firstOnes,
      Settings settings) {
    failOverdue(settings);
    if (isNew(toRevision)) {
      beginAnew(toRevision, firstOnes.get());
    }
    unheard.remove(tenant);
    boolean hadTurn = changing.containsKey(tenant) || failed.containsKey(tenant);
    if (!hadTurn) {
      lookedAt(tenant);
    }
    if (!hadTurn && !isNext(tenant, isReady, settings)) {
      (canaries.contains(tenant) ? waitingCanaries : waiting).add(tenant);
      return new Turn.Wait();
    }
    waitNoMore(tenant);
    failed.remove(tenant);
    if (hadTurn || isReady) {
      changing.putIfAbsent(tenant, settings.now());
    }
    return new Turn.Now(Optional.ofNullable(changing.get(tenant)));
  }

  private boolean isNew(String toRevision) {
    return !toRevision.equals(revision) || isIdle();
  }

  private boolean isIdle() {
    return waiting.isEmpty() && waitingCanaries.isEmpty() && changing.isEmpty();
  }

  private void beginAnew(String toRevision, Set<String> firstOnes) {
    revision = toRevision;
    canaries = firstOnes;
    unheard.clear();
    unheard.addAll(canaries);
    waiting.addAll(waitingCanaries);
    waitingCanaries.clear();
    canaries.stream().filter(waiting::remove).forEach(waitingCanaries::add);
  }

  private void waitNoMore(String tenant) {
    waiting.remove(tenant);
    waitingCanaries.remove(tenant);
  }

  private boolean isNext(String tenant, boolean isReady, Settings settings) {
    boolean isFree = !isReady || changing.size() < settings.rollout().tenantsAtATime();
    return isFree
        && isWellKnown()
        && !isHalted(settings)
        && (canaries.contains(tenant) || areCanariesChanged(settings));
  }

  /** Who had a turn when the operator ended may have failed. */
  private boolean isWellKnown() {
    return changing.keySet().stream().noneMatch(notLookedAt::contains);
  }

  private boolean areCanariesChanged(Settings settings) {
    return unheard.isEmpty()
        && waitingCanaries.isEmpty()
        && changing.keySet().stream().noneMatch(canaries::contains)
        && countedFailures(settings).noneMatch(canaries::contains);
  }

  /** Whatever came of it. */
  void lookedAt(String tenant) {
    notLookedAt.remove(tenant);
  }

  /** No others of the class exist. */
  void retain(Supplier<Collection<String>> tenants) {
    if (!notLookedAt.isEmpty()) {
      notLookedAt.retainAll(Set.copyOf(tenants.get()));
    }
  }

  /** The tenant was looked at, with the class of this revision, and waits for nothing. */
  void isInForce(String tenant, String ofRevision) {
    lookedAt(tenant);
    waitNoMore(tenant);
    if (ofRevision.equals(revision)) {
      unheard.remove(tenant);
    }
  }

  /** It is ready again. */
  void changed(String tenant) {
    changing.remove(tenant);
    failed.remove(tenant);
  }

  void failed(String tenant, String message) {
    Optional.ofNullable(changing.remove(tenant))
        .ifPresent(since -> failed.put(tenant, new Failure(since, message)));
  }

  /** It is gone, or nothing is done for it. */
  void forget(String tenant) {
    waitNoMore(tenant);
    unheard.remove(tenant);
    lookedAt(tenant);
    changed(tenant);
  }

  private void failOverdue(Settings settings) {
    Duration deadline = settings.rollout().progressDeadline();
    Iterator<Map.Entry<String, Instant>> each = changing.entrySet().iterator();
    while (each.hasNext()) {
      Map.Entry<String, Instant> one = each.next();
      if (!settings.now().isBefore(one.getValue().plus(deadline))) {
        failed.put(
            one.getKey(),
            new Failure(
                one.getValue(),
                "It is not ready %d s after the change".formatted(deadline.toSeconds())));
        each.remove();
      }
    }
  }

  private boolean isHalted(Settings settings) {
    return countedFailures(settings).count() >= settings.rollout().failuresToHaltAt()
        || countedFailures(settings).anyMatch(canaries::contains);
  }

  private Stream<String> countedFailures(Settings settings) {
    return failed.entrySet().stream()
        .filter(
            one ->
                settings
                    .resumedAt()
                    .map(accepted -> one.getValue().since().isAfter(accepted))
                    .orElse(true))
        .map(Map.Entry::getKey);
  }

  /** Who is to be looked at next, since there is a turn for it. */
  List<String> next(Settings settings) {
    int free = settings.rollout().tenantsAtATime() - changing.size();
    if (free <= 0 || !isWellKnown() || isHalted(settings)) {
      return List.of();
    }
    Collection<String> candidates =
        areCanariesChanged(settings)
            ? waiting
            : Stream.concat(unheard.stream(), waitingCanaries.stream()).toList();
    return candidates.stream().limit(free + (long) MORE_THAN_TURNS).toList();
  }

  RolloutState state(Settings settings) {
    failOverdue(settings);
    return new RolloutState(
        phase(settings),
        waiting.size() + waitingCanaries.size(),
        List.copyOf(changing.keySet()),
        failed.entrySet().stream()
            .map(
                one ->
                    new RolloutState.Failed(
                        one.getKey(), one.getValue().since(), one.getValue().message()))
            .toList(),
        notLookedAt.size());
  }

  private Phase phase(Settings settings) {
    if (isIdle()) {
      return Phase.COMPLETE;
    }
    if (isHalted(settings)) {
      return Phase.HALTED;
    }
    return areCanariesChanged(settings) ? Phase.PROGRESSING : Phase.CANARY;
  }
}
