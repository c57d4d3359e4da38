package io.smarteros.tenant.reconcile;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.smarteros.tenant.api.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * Of which Tenants something is remembered between reconciliations, so that it is dropped with
 * them: also of those whose finalizer somebody took off by hand.
 */
public final class TenantMemory {
  private final InstantSource clock;
  private final Duration interval;
  private final Supplier<Collection<Tenant>> tenants;
  private final Forgetting forgetting;
  private final Map<String, Remembered> byUid = new ConcurrentHashMap<>();
  private final AtomicReference<Instant> nextSweep;

  /**
   * What drops it.
   *
   * @param byUid of one life of a Tenant
   * @param byName of a Tenant
   * @param byNamespace of what is in its namespace
   */
  public record Forgetting(
      Consumer<String> byUid, Consumer<String> byName, Consumer<String> byNamespace) {}

  private record Remembered(String name, Set<String> namespaces) {}

  /**
   * Remembers nothing yet.
   *
   * @param interval between two looks for Tenants that are gone
   * @param tenants all there are, from a cache
   */
  public TenantMemory(
      InstantSource clock,
      Duration interval,
      Supplier<Collection<Tenant>> tenants,
      Forgetting forgetting) {
    this.clock = clock;
    this.interval = interval;
    this.tenants = tenants;
    this.forgetting = forgetting;
    this.nextSweep = new AtomicReference<>(clock.instant().plus(interval));
  }

  /** Something may be remembered of this Tenant. */
  void note(Tenant tenant, Optional<String> namespace) {
    byUid.merge(
        tenant.getMetadata().getUid(),
        new Remembered(tenant.getMetadata().getName(), namespace.map(Set::of).orElseGet(Set::of)),
        TenantMemory::both);
  }

  private static Remembered both(Remembered before, Remembered now) {
    if (before.namespaces().containsAll(now.namespaces())) {
      return before;
    }
    Set<String> namespaces = new TreeSet<>(before.namespaces());
    namespaces.addAll(now.namespaces());
    return new Remembered(now.name(), namespaces);
  }

  /** The Tenant is gone. */
  void forget(Tenant tenant) {
    note(tenant, Optional.empty());
    forget(tenant.getMetadata().getUid(), true);
  }

  private void forget(String uid, boolean isNameGone) {
    Remembered gone = byUid.remove(uid);
    forgetting.byUid().accept(uid);
    if (gone != null && isNameGone) {
      forgetting.byName().accept(gone.name());
      gone.namespaces().forEach(forgetting.byNamespace());
    }
  }

  /** Forgets the Tenants that no longer exist, once per interval. */
  void sweep() {
    Instant now = clock.instant();
    Instant due = nextSweep.get();
    if (now.isBefore(due) || !nextSweep.compareAndSet(due, now.plus(interval))) {
      return;
    }
    // noted before asked: one that comes meanwhile is not taken for gone
    Set<String> noted = Set.copyOf(byUid.keySet());
    Collection<Tenant> existing = tenants.get();
    Set<String> uids =
        existing.stream().map(tenant -> tenant.getMetadata().getUid()).collect(toUnmodifiableSet());
    Set<String> names =
        existing.stream()
            .map(tenant -> tenant.getMetadata().getName())
            .collect(toUnmodifiableSet());
    noted.stream()
        .filter(uid -> !uids.contains(uid))
        .forEach(
            uid ->
                forget(
                    uid,
                    Optional.ofNullable(byUid.get(uid))
                        .filter(gone -> !names.contains(gone.name()))
                        .isPresent()));
  }
}
