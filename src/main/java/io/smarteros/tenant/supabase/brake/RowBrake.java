package io.smarteros.tenant.supabase.brake;

import io.smarteros.tenant.record.RowRecord;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.supabase.brake.RowDemand.Change;
import io.smarteros.tenant.supabase.brake.RowDemand.Doubt;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;
import java.util.random.RandomGenerator;

/**
 * The one place that lets rows be followed: of every Tenant, from whatever a change was noticed. It
 * counts for each class how many tenants followed their rows within an hour, and knows what the
 * last comparison of all rows found. What is held is shown in the status of the class, from where
 * the next operator takes it up.
 */
public final class RowBrake {
  private static final Set<Change> COUNTED =
      EnumSet.complementOf(EnumSet.of(Change.RELEASE, Change.MOVE));

  private static final int FEW = 1;
  private static final int THIRD = 3;
  private static final int TOKEN_BYTES = 4;

  private final Fleet fleet;
  private final InstantSource clock;
  private final RandomGenerator random;
  private final Map<String, ClassBrake> byClass = new HashMap<>();
  private boolean seeded;
  private boolean rowsAreMissing;

  /**
   * What the cluster knows, from caches.
   *
   * @param records of all tenants, by name; read once, at the first demand
   * @param tenantsIn number of the tenants of a class
   * @param released the token in the annotation of a class
   * @param shown what the status of a class says to be held
   */
  public record Fleet(
      Supplier<Map<String, TenantRecord>> records,
      ToIntFunction<String> tenantsIn,
      Function<String, Optional<String>> released,
      Function<String, Optional<HeldRows>> shown) {}

  /** How the brake of a class stands, while it holds rows. */
  public record State(HeldRows held, List<String> waiting) {}

  /**
   * For all classes.
   *
   * @param clock the one of the world: times stand in the records
   */
  public RowBrake(Fleet fleet, InstantSource clock, RandomGenerator random) {
    this.fleet = fleet;
    this.clock = clock;
    this.random = random;
  }

  /** Decides about one demand of a tenant of this class. */
  public synchronized Admission admit(String tenant, String className, RowDemand demand) {
    seed();
    return current(className)
        .admit(
            tenant,
            doubts(demand),
            demand.changes().stream().anyMatch(COUNTED::contains),
            () -> fleet.tenantsIn().applyAsInt(className),
            clock.instant(),
            this::token);
  }

  /** The tenant's row demands nothing. */
  public synchronized void asksNothing(String tenant, String className) {
    Optional.ofNullable(byClass.get(className)).ifPresent(brake -> brake.asksNothing(tenant));
  }

  /**
   * All rows were compared with what was seen of them last.
   *
   * @param known number of rows that were there
   * @param missing how many of them are not
   */
  public synchronized void compared(int known, int missing) {
    rowsAreMissing = missing > FEW && missing * THIRD >= known;
  }

  /** Empty while the rows of the class are followed. */
  public synchronized Optional<State> state(String className) {
    ClassBrake brake = current(className);
    return brake.held().map(held -> new State(held, brake.waiting()));
  }

  /** The tenant is gone. */
  public synchronized void forget(String tenant) {
    byClass.values().forEach(brake -> brake.forget(tenant));
  }

  private Set<BrakeCause> doubts(RowDemand demand) {
    Set<BrakeCause> causes = EnumSet.noneOf(BrakeCause.class);
    for (Doubt doubt : demand.doubts()) {
      causes.add(
          switch (doubt) {
            case EMPTY_TABLE -> BrakeCause.EMPTY_TABLE;
            case OLDER_ROW -> BrakeCause.OLDER_ROWS;
            case OTHER_DATABASE -> BrakeCause.OTHER_DATABASE;
          });
    }
    if (rowsAreMissing) {
      causes.add(BrakeCause.MISSING_ROWS);
    }
    return causes;
  }

  /** The brake of the class, released if a person has done so. */
  private ClassBrake current(String className) {
    ClassBrake brake =
        byClass.computeIfAbsent(className, name -> new ClassBrake(fleet.shown().apply(name)));
    if (brake.held().isPresent()) {
      fleet.released().apply(className).ifPresent(token -> brake.release(token, clock.instant()));
    }
    return brake;
  }

  /** Who followed their rows when the operator ended. */
  private void seed() {
    if (seeded) {
      return;
    }
    fleet
        .records()
        .get()
        .forEach(
            (tenant, record) ->
                record
                    .row()
                    .flatMap(RowRecord::followedAt)
                    .ifPresent(at -> current(record.placement().className()).seed(tenant, at)));
    seeded = true;
  }

  private String token() {
    byte[] bytes = new byte[TOKEN_BYTES];
    random.nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
