package io.smarteros.tenant.reconcile;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.ServiceName;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantAnnotations;
import io.smarteros.tenant.api.TenantClass;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.namespace.NamespaceReadiness;
import io.smarteros.tenant.namespace.NamespaceStep;
import io.smarteros.tenant.reconcile.service.ServicesStep;
import io.smarteros.tenant.record.Decisions;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.RecordStore;
import io.smarteros.tenant.requeue.RequeueBackoff;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.requeue.ResyncSchedule;
import io.smarteros.tenant.resolve.ClassChoice;
import io.smarteros.tenant.resolve.Resolution;
import io.smarteros.tenant.resolve.Resolver;
import io.smarteros.tenant.status.ReconcileResult;
import io.smarteros.tenant.status.ReconcileResult.Suspension;
import io.smarteros.tenant.status.RetainedData;
import io.smarteros.tenant.status.ServiceResult;
import io.smarteros.tenant.supabase.decision.SyncResult;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * One pass over one tenant: class and record, resolve, row, namespace, services, prune. It returns
 * what it found. Thrown is only what leaves nothing to tell: a conflict over the record, one that
 * cannot be read, and what the API server says where the operator cannot go on without it.
 */
public final class TenantReconciliation {
  private final Supplier<Collection<TenantClass>> classes;
  private final RecordStore records;
  private final RecordBinding contact;
  private final StartedVersions startedVersions;
  private final Resolver resolver;
  private final HostConflicts hosts;
  private final RowStep row;
  private final NamespaceStep namespace;
  private final ServicesStep lanes;
  private final ResyncSchedule fullPasses;
  private final RequeueBackoff patience;

  public TenantReconciliation(
      Supplier<Collection<TenantClass>> classes,
      RecordStore records,
      RecordBinding contact,
      StartedVersions startedVersions,
      Resolver resolver,
      HostConflicts hosts,
      RowStep row,
      NamespaceStep namespace,
      ServicesStep lanes,
      ResyncSchedule fullPasses,
      RequeueBackoff patience) {
    this.classes = classes;
    this.records = records;
    this.contact = contact;
    this.startedVersions = startedVersions;
    this.resolver = resolver;
    this.hosts = hosts;
    this.row = row;
    this.namespace = namespace;
    this.lanes = lanes;
    this.fullPasses = fullPasses;
    this.patience = patience;
  }

  ReconcileResult run(Tenant tenant) {
    boolean verify = fullPasses.isDue(tenant.getMetadata().getName()) || isAskedFor(tenant);
    Optional<RecordSession> known = records.load(tenant.getMetadata().getName(), verify);
    return switch (ClassChoice.of(tenant, classes.get(), known.map(RecordSession::read))) {
      case ClassChoice.Impossible impossible -> {
        if (tenant.getSpec().isSuspended()) {
          known.ifPresent(memory -> lanes.stop(tenant, memory));
        }
        yield ReconcileResult.stalled(impossible.problem(), List.of());
      }
      case ClassChoice.Chosen chosen ->
          switch (contact.make(tenant, chosen.tenantClass(), known)) {
            case RecordBinding.Impossible impossible ->
                ReconcileResult.stalled(impossible.problem(), impossible.decisions());
            case RecordBinding.Made made -> run(tenant, chosen, made.memory(), verify);
          };
    };
  }

  private ReconcileResult run(
      Tenant tenant, ClassChoice.Chosen chosen, RecordSession memory, boolean verify) {
    startedVersions.note(tenant, memory);
    Resolution resolution =
        resolver.resolve(
            tenant, chosen.tenantClass(), memory.read().placement(), Optional.of(memory.read()));
    memory.update(record -> record.withDomain(resolution.tenant().domain()));
    Map<ServiceName, Problem> refused = new EnumMap<>(ServiceName.class);
    refused.putAll(resolution.refused());
    hosts.taken(tenant, resolution.tenant()).forEach(refused::putIfAbsent);

    SyncResult mirror = row.sync(tenant, resolution, memory, verify);
    Optional<Suspension> suspension = suspension(tenant, mirror);
    NamespaceReadiness place =
        namespace.ensure(
            tenant, resolution.tenant(), memory, new Decisions(tenant, memory), verify);
    ServicesStep.Results services =
        lanes.run(
            new ServicesStep.Work(
                tenant,
                resolution,
                refused,
                memory,
                mirror,
                suspension,
                place instanceof NamespaceReadiness.Ready,
                verify));
    if (verify) {
      fullPasses.done(tenant.getMetadata().getName());
    }
    return new ReconcileResult(
        Optional.of(resolution.tenant().className()),
        resolution.tenant().domain(),
        problems(chosen, resolution),
        place,
        Optional.of(mirror),
        services.switchedOn(),
        services.goingDown(),
        suspension,
        RetainedData.of(memory.read(), tenant.getSpec()),
        place instanceof NamespaceReadiness.Blocked blocked ? blocked.decisions() : List.of(),
        again(tenant, services, mirror, place));
  }

  /** Who asks for a look wants all looked at. */
  private static boolean isAskedFor(Tenant tenant) {
    Optional<String> handled =
        Optional.ofNullable(tenant.getStatus()).map(TenantStatus::lastHandledReconcileAt);
    return TenantAnnotations.of(tenant)
        .reconcileAt()
        .filter(asked -> !handled.equals(Optional.of(asked)))
        .isPresent();
  }

  private static Optional<Suspension> suspension(Tenant tenant, SyncResult mirror) {
    if (tenant.getSpec().isSuspended()) {
      return Optional.of(Suspension.IN_SPEC);
    }
    return mirror.suspendedInDatabase() ? Optional.of(Suspension.IN_DATABASE) : Optional.empty();
  }

  private static List<Problem> problems(ClassChoice.Chosen chosen, Resolution resolution) {
    List<Problem> problems = new ArrayList<>();
    chosen.differs().ifPresent(problems::add);
    problems.addAll(resolution.general());
    return problems;
  }

  /** The earliest of what the parts of the pass ask for. */
  private Duration again(
      Tenant tenant, ServicesStep.Results services, SyncResult mirror, NamespaceReadiness place) {
    String name = tenant.getMetadata().getName();
    Duration fullPass = fullPasses.untilDue(name);
    Object state = List.of(tenant.getMetadata().getGeneration(), services, place);
    Duration again =
        earlier(fullPass, patience.next(name, state, inCluster(services, place, fullPass)));
    return mirror.retryAfter().map(asked -> earlier(again, asked)).orElse(again);
  }

  private static Duration inCluster(
      ServicesStep.Results services, NamespaceReadiness place, Duration latest) {
    Duration again =
        place instanceof NamespaceReadiness.Ready ? latest : earlier(latest, untilNamespace(place));
    for (ServiceResult service : services.switchedOn()) {
      again = earlier(again, service.retryAfter());
    }
    return services.goingDown().isEmpty() ? again : earlier(again, RequeueDelays.WHEN_PROGRESSING);
  }

  private static Duration untilNamespace(NamespaceReadiness place) {
    return place instanceof NamespaceReadiness.Progressing
        ? RequeueDelays.WHEN_PROGRESSING
        : RequeueDelays.WHEN_BLOCKED;
  }

  private static Duration earlier(Duration left, Duration right) {
    return left.compareTo(right) <= 0 ? left : right;
  }
}
