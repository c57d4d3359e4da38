package io.smarteros.tenant.supabase.brake;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntSupplier;
import java.util.function.Supplier;

/** The brake of one class. It knows no clock: whoever asks tells the time. */
final class ClassBrake {
  static final Duration WINDOW = Duration.ofHours(1);

  /** So many tenants follow their rows within the window, whatever the size of the class. */
  private static final int ALWAYS_FOLLOWED = 3;

  private static final int PARTS_OF_CLASS = 10;

  private final Map<String, Instant> followed = new HashMap<>();
  private final Map<BrakeCause, Instant> acceptedUntil = new EnumMap<>(BrakeCause.class);
  private final Set<String> waiting = new TreeSet<>();
  private final Set<BrakeCause> seenWhileHeld = EnumSet.noneOf(BrakeCause.class);
  private Optional<HeldRows> held;

  /**
   * Of a class as the operator left it.
   *
   * @param held what was held when the operator ended
   */
  ClassBrake(Optional<HeldRows> held) {
    this.held = held;
  }

  /** The tenant followed its row before the operator was started. */
  void seed(String tenant, Instant at) {
    followed.putIfAbsent(tenant, at);
  }

  /**
   * Whether a tenant may follow its row.
   *
   * @param doubts about the database
   * @param counts towards the tenants that follow their rows within the window
   * @param tenants number of tenants in the class; asked only where it matters
   * @param token of the incident, if this demand is the first that is held
   */
  Admission admit(
      String tenant,
      Collection<BrakeCause> doubts,
      boolean counts,
      IntSupplier tenants,
      Instant now,
      Supplier<String> token) {
    if (held.isEmpty()) {
      held =
          doubts.stream()
              .filter(doubt -> !isAccepted(doubt, now))
              .findFirst()
              .or(() -> tooMany(tenant, counts, tenants, now))
              .map(cause -> new HeldRows(cause, token.get(), now));
    }
    if (held.isPresent()) {
      seenWhileHeld.addAll(doubts);
      waiting.add(tenant);
      return new Admission.Refused(held.get());
    }
    waiting.remove(tenant);
    return new Admission.Admitted(
        counts && !isAccepted(BrakeCause.MANY_CHANGES, now)
            ? Optional.of(followed.merge(tenant, now, ClassBrake::firstOfWindow))
            : Optional.empty());
  }

  private static Instant firstOfWindow(Instant last, Instant now) {
    return last.plus(WINDOW).isAfter(now) ? last : now;
  }

  private Optional<BrakeCause> tooMany(
      String tenant, boolean counts, IntSupplier tenants, Instant now) {
    if (!counts || isAccepted(BrakeCause.MANY_CHANGES, now)) {
      return Optional.empty();
    }
    followed.values().removeIf(at -> !at.plus(WINDOW).isAfter(now));
    long others = followed.keySet().stream().filter(other -> !other.equals(tenant)).count();
    return others >= ALWAYS_FOLLOWED && others >= tenants.getAsInt() / PARTS_OF_CLASS
        ? Optional.of(BrakeCause.MANY_CHANGES)
        : Optional.empty();
  }

  private boolean isAccepted(BrakeCause cause, Instant now) {
    return now.isBefore(acceptedUntil.getOrDefault(cause, Instant.MIN));
  }

  /** Nothing of the tenant's row is held. */
  void asksNothing(String tenant) {
    waiting.remove(tenant);
  }

  /** A person looked at it: for the length of the window, all that was seen holds no rows. */
  void release(String token, Instant now) {
    held.filter(last -> last.token().equals(token))
        .ifPresent(
            last -> {
              seenWhileHeld.add(last.cause());
              seenWhileHeld.add(BrakeCause.MANY_CHANGES);
              seenWhileHeld.forEach(cause -> acceptedUntil.put(cause, now.plus(WINDOW)));
              seenWhileHeld.clear();
              held = Optional.empty();
            });
  }

  Optional<HeldRows> held() {
    return held;
  }

  List<String> waiting() {
    return List.copyOf(waiting);
  }

  /** The tenant is gone. That it followed its row still counts, for as long as it would have. */
  void forget(String tenant) {
    waiting.remove(tenant);
  }
}
