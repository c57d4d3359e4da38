package io.smarteros.tenant.tenantclass.rollout;

import static java.util.stream.Collectors.toUnmodifiableSet;

import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.tenantclass.Rollout;
import io.smarteros.tenant.api.tenantclass.Rollout.Canary;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.tenantclass.rollout.ClassRollout.Settings;
import io.smarteros.tenant.tenantclass.rollout.ClassRollout.Turn;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * The roll-outs of all classes. Who has a turn is in the records: what is here is found again from
 * them after a start.
 */
public final class Rollouts {
  private static final int PERCENT = 100;

  private final Supplier<Map<String, TenantRecord>> records;
  private final Function<String, Collection<String>> tenantsIn;
  private final Consumer<String> wake;
  private final InstantSource clock;
  private final Map<String, ClassRollout> byClass = new HashMap<>();
  private boolean seeded;

  /**
   * For all tenants of the cluster.
   *
   * @param records of all tenants, by name; read once, when the first turn is asked for
   * @param tenantsIn names of the tenants of a class, from a cache
   * @param wake causes a reconciliation of a tenant, which may have its turn now
   */
  public Rollouts(
      Supplier<Map<String, TenantRecord>> records,
      Function<String, Collection<String>> tenantsIn,
      Consumer<String> wake,
      InstantSource clock) {
    this.records = records;
    this.tenantsIn = tenantsIn;
    this.wake = wake;
    this.clock = clock;
  }

  /** How the roll-out of the class stands; empty where there is no pace. */
  public synchronized Optional<RolloutState> state(TenantClass tenantClass) {
    return settings(tenantClass).map(settings -> state(tenantClass, settings));
  }

  private RolloutState state(TenantClass tenantClass, Settings settings) {
    ClassRollout rollout = rollout(tenantClass);
    rollout.retain(() -> tenantsIn.apply(tenantClass.getMetadata().getName()));
    return rollout.state(settings);
  }

  /** A reconciliation of the tenant has ended, whatever came of it. */
  public synchronized void lookedAt(String tenant) {
    byClass.values().forEach(rollout -> rollout.lookedAt(tenant));
  }

  /** The tenant is gone. */
  public synchronized void forget(String tenant) {
    byClass.values().forEach(rollout -> rollout.forget(tenant));
  }

  Turn ask(
      String tenant,
      TenantClass latest,
      String revision,
      boolean isReady,
      Optional<Instant> changingSince) {
    return settings(latest)
        .map(settings -> ask(tenant, latest, revision, isReady, changingSince, settings))
        .orElseGet(() -> new Turn.Now(Optional.empty()));
  }

  private Turn ask(
      String tenant,
      TenantClass latest,
      String revision,
      boolean isReady,
      Optional<Instant> changingSince,
      Settings settings) {
    return changed(
        tenant,
        latest,
        settings,
        rollout -> {
          rollout.begin(tenant, changingSince);
          return rollout.ask(tenant, revision, isReady, () -> canaries(latest, settings), settings);
        });
  }

  /**
   * After a reconciliation of a tenant that has its turn, or waits for nothing.
   *
   * @param change what has become of it
   */
  void looked(String tenant, TenantClass latest, String revision, Consumer<ClassRollout> change) {
    settings(latest)
        .ifPresent(
            settings ->
                changed(
                    tenant,
                    latest,
                    settings,
                    rollout -> {
                      rollout.isInForce(tenant, revision);
                      change.accept(rollout);
                      return rollout;
                    }));
  }

  /** Changes the roll-out, and wakes who has a turn now. */
  private <T> T changed(
      String tenant, TenantClass latest, Settings settings, Function<ClassRollout, T> change) {
    T result;
    List<String> next;
    synchronized (this) {
      seed();
      ClassRollout rollout = rollout(latest);
      result = change.apply(rollout);
      next = rollout.next(settings);
    }
    wake(tenant, next);
    return result;
  }

  private void wake(String but, List<String> tenants) {
    tenants.stream().filter(tenant -> !tenant.equals(but)).forEach(wake);
  }

  /** Who had a turn when the operator ended. */
  private void seed() {
    if (seeded) {
      return;
    }
    records
        .get()
        .forEach(
            (tenant, record) ->
                record
                    .changingSince()
                    .filter(_ -> !record.retained())
                    .ifPresent(
                        since ->
                            rollout(record.placement().className())
                                .begin(tenant, Optional.of(since))));
    seeded = true;
  }

  private ClassRollout rollout(TenantClass tenantClass) {
    return rollout(tenantClass.getMetadata().getName());
  }

  private ClassRollout rollout(String className) {
    return byClass.computeIfAbsent(className, name -> new ClassRollout(tenantsIn.apply(name)));
  }

  private Set<String> canaries(TenantClass tenantClass, Settings settings) {
    Optional<Canary> canary = Optional.ofNullable(settings.rollout().canary());
    if (canary.isEmpty()) {
      return Set.of();
    }
    List<String> tenants =
        tenantsIn.apply(tenantClass.getMetadata().getName()).stream().sorted().toList();
    long share =
        Optional.ofNullable(canary.get().percent())
            .map(percent -> Math.ceilDiv((long) tenants.size() * percent, PERCENT))
            .orElse(0L);
    return Stream.concat(
            canary.get().tenants().stream().filter(tenants::contains),
            tenants.stream().limit(share))
        .collect(toUnmodifiableSet());
  }

  private Optional<Settings> settings(TenantClass tenantClass) {
    return Optional.ofNullable(tenantClass.getSpec().rollout())
        .map(rollout -> settings(tenantClass, rollout));
  }

  private Settings settings(TenantClass tenantClass, Rollout rollout) {
    return new Settings(
        rollout,
        Optional.ofNullable(tenantClass.getMetadata().getAnnotations())
            .map(annotations -> annotations.get(Names.RESUME_ROLLOUT_ANNOTATION))
            .flatMap(Rollouts::instant),
        // a person copies what the status shows
        clock.instant().truncatedTo(ChronoUnit.MILLIS));
  }

  /** What is no time resumes nothing: the status shows which value does. */
  private static Optional<Instant> instant(String text) {
    try {
      return Optional.of(Instant.parse(text));
    } catch (DateTimeParseException _) {
      return Optional.empty();
    }
  }
}
