package io.smarteros.tenant.tenantclass;

import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import io.smarteros.tenant.api.tenantclass.TenantClassStatus;
import io.smarteros.tenant.api.tenantclass.TenantClassStatus.Tenants;
import io.smarteros.tenant.cluster.ApiRefusal;
import io.smarteros.tenant.cluster.StatusWriter;
import io.smarteros.tenant.observability.ClassMeasures;
import io.smarteros.tenant.observability.EventMessage;
import io.smarteros.tenant.observability.EventRecorder;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.supabase.brake.RowBrake;
import io.smarteros.tenant.tenantclass.rollout.ClassRevisions;
import io.smarteros.tenant.tenantclass.rollout.RolloutState;
import io.smarteros.tenant.work.RepeatedTask;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the statuses of classes up to date, beside the reconciliations: it looks at all of them
 * every two seconds, from caches, and writes those that differ. However many tenants change
 * meanwhile, that is one pass over them and one write a class.
 */
public final class TenantClassMonitor implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(TenantClassMonitor.class);

  private static final Duration INTERVAL = Duration.ofSeconds(2);

  private final Watched watched;
  private final BooleanSupplier leading;
  private final ClassInspector inspector;
  private final ClassHolds holds;
  private final Pace pace;
  private final RowBrake brake;
  private final ClassStatusBuilder statuses;
  private final StatusWriter<TenantClass, TenantClassSpec, TenantClassStatus> writer;
  private final EventRecorder events;
  private final InstantSource clock;
  private final Set<String> known = new HashSet<>();
  private final Map<String, Instant> pausedUntil = new HashMap<>();
  private volatile List<ClassMeasures> measures = List.of();
  private final RepeatedTask looks =
      RepeatedTask.every(INTERVAL, "class-monitor", this::lookIfLeading);

  /** What the watches know. */
  public record Watched(
      Supplier<Collection<TenantClass>> classes, Supplier<Collection<Tenant>> tenants) {}

  /**
   * The roll-outs of classes.
   *
   * @param states empty for a class that sets no pace
   */
  public record Pace(
      Function<TenantClass, Optional<RolloutState>> states, ClassRevisions revisions) {}

  /**
   * Does nothing before {@link #start}.
   *
   * @param leading whether this replica may write
   * @param clock one that nobody can set
   */
  public TenantClassMonitor(
      Watched watched,
      BooleanSupplier leading,
      ClassInspector inspector,
      ClassHolds holds,
      Pace pace,
      RowBrake brake,
      ClassStatusBuilder statuses,
      StatusWriter<TenantClass, TenantClassSpec, TenantClassStatus> writer,
      EventRecorder events,
      InstantSource clock) {
    this.watched = watched;
    this.leading = leading;
    this.inspector = inspector;
    this.holds = holds;
    this.pace = pace;
    this.brake = brake;
    this.statuses = statuses;
    this.writer = writer;
    this.events = events;
    this.clock = clock;
  }

  /** Looks again and again, until closed. */
  public void start() {
    looks.start();
  }

  @Override
  public void close() {
    looks.close();
  }

  private void lookIfLeading() {
    if (leading.getAsBoolean()) {
      look();
    }
  }

  /** Looks at all classes once. */
  void look() {
    Collection<TenantClass> classes = watched.classes().get();
    Collection<Tenant> all = watched.tenants().get();
    Map<String, Tenants> tenants = TenantCounts.byClass(all);
    List<ClassMeasures> measured = new ArrayList<>();
    for (TenantClass cached : classes) {
      TenantClass tenantClass = writer.latest(cached);
      Optional<String> heldFor = holds.of(tenantClass);
      if (tenantClass.isMarkedForDeletion() && heldFor.isEmpty()) {
        // it may be gone in a moment
        continue;
      }
      ClassFacts facts =
          new ClassFacts(
              inspector.parts(tenantClass),
              tenants.getOrDefault(tenantClass.getMetadata().getName(), Tenants.NONE),
              pace.states().apply(tenantClass),
              brake.state(tenantClass.getMetadata().getName()),
              heldFor);
      TenantClassStatus status = statuses.build(tenantClass, facts);
      measured.add(facts.measures(tenantClass.getMetadata().getName(), status));
      try {
        update(tenantClass, status);
        dropRevisions(tenantClass, all);
      } catch (KubernetesClientException e) {
        refused(tenantClass, ApiRefusal.message(e));
      }
    }
    measures = List.copyOf(measured);
    forgetOthers(classes);
  }

  /** What the last look found. */
  public List<ClassMeasures> measures() {
    return measures;
  }

  private void update(TenantClass tenantClass, TenantClassStatus status) {
    if (clock.instant().isBefore(pausedUntil.getOrDefault(uid(tenantClass), Instant.MIN))) {
      return;
    }
    if (writer.write(tenantClass, status).isPresent()) {
      return;
    }
    if (status.equals(writer.latest(tenantClass).getStatus())) {
      written(tenantClass, status);
    } else {
      // it is gone, or its CRD is one of before
      pause(tenantClass);
    }
  }

  /** A tenant of which it is not known what it follows may follow any. */
  private void dropRevisions(TenantClass tenantClass, Collection<Tenant> all) {
    if (!pace.revisions().hasFormer(tenantClass)) {
      return;
    }
    List<Optional<String>> followed =
        all.stream()
            .filter(tenant -> ClassUsers.isUsedBy(tenantClass.getMetadata().getName(), tenant))
            .map(tenant -> Optional.ofNullable(tenant.getStatus()).map(TenantStatus::classRevision))
            .toList();
    if (followed.stream().allMatch(Optional::isPresent)) {
      keepOnly(
          tenantClass,
          followed.stream().flatMap(Optional::stream).collect(Collectors.toUnmodifiableSet()));
    }
  }

  private void keepOnly(TenantClass tenantClass, Set<String> followed) {
    try {
      pace.revisions().keepOnly(tenantClass, followed);
    } catch (KubernetesClientException e) {
      log.warn(
          "Former revisions of TenantClass {} cannot be deleted: {}",
          tenantClass.getMetadata().getName(),
          ApiRefusal.message(e));
    }
  }

  /** Log and Events tell what is new of the class as a whole. */
  private void written(TenantClass before, TenantClassStatus status) {
    Optional<Condition> ready = status.condition(ConditionType.READY);
    Optional<String> reason = ready.map(Condition::reason);
    boolean isNews =
        !Optional.ofNullable(before.getStatus())
            .flatMap(last -> last.condition(ConditionType.READY))
            .map(Condition::reason)
            .equals(reason);
    if (isNews) {
      log.info(
          "TenantClass {} is {}: {}",
          before.getMetadata().getName(),
          reason.orElse(""),
          ready.map(Condition::message).orElse(""));
    }
    ClassEvents.of(Optional.ofNullable(before.getStatus()), status)
        .forEach(event -> events.record(before, event));
  }

  private void refused(TenantClass tenantClass, String why) {
    pause(tenantClass);
    log.warn(
        "The status of TenantClass {} cannot be written: {}",
        tenantClass.getMetadata().getName(),
        why);
    events.record(
        tenantClass,
        EventMessage.warning(
            "StatusNotWritten", "Reconcile", "The status cannot be written: " + why));
  }

  private void pause(TenantClass tenantClass) {
    pausedUntil.put(uid(tenantClass), clock.instant().plus(RequeueDelays.WHEN_BLOCKED));
  }

  private void forgetOthers(Collection<TenantClass> classes) {
    Set<String> uids =
        classes.stream().map(TenantClassMonitor::uid).collect(Collectors.toUnmodifiableSet());
    known.stream().filter(uid -> !uids.contains(uid)).forEach(writer::forget);
    known.clear();
    known.addAll(uids);
    pausedUntil.keySet().retainAll(uids);
    holds.retain(uids);
    inspector.retain(uids);
  }

  private static String uid(TenantClass tenantClass) {
    return tenantClass.getMetadata().getUid();
  }
}
