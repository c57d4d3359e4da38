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
  private final RecordBinding recordBinding;
  private final StartedVersions startedVersions;
  private final Resolver resolver;
  private final HostConflicts hosts;
  private final RowStep row;
  private final NamespaceStep namespace;
  private final ServicesStep servicesStep;
  private final ResyncSchedule resyncSchedule;
  private final RequeueBackoff requeueBackoff;

  public TenantReconciliation(
      Supplier<Collection<TenantClass>> classes,
      RecordStore records,
      RecordBinding recordBinding,
      StartedVersions startedVersions,
      Resolver resolver,
      HostConflicts hosts,
      RowStep row,
      NamespaceStep namespace,
      ServicesStep servicesStep,
      ResyncSchedule resyncSchedule,
      RequeueBackoff requeueBackoff) {
    this.classes = classes;
    this.records = records;
    this.recordBinding = recordBinding;
    this.startedVersions = startedVersions;
    this.resolver = resolver;
    this.hosts = hosts;
    this.row = row;
    this.namespace = namespace;
    this.servicesStep = servicesStep;
    this.resyncSchedule = resyncSchedule;
    this.requeueBackoff = requeueBackoff;
  }

  ReconcileResult run(Tenant tenant) {
    boolean fullResync = resyncSchedule.isDue(tenant.getMetadata().getName()) || isAskedFor(tenant);
    Optional<RecordSession> known = records.load(tenant.getMetadata().getName(), fullResync);
    return switch (ClassChoice.of(tenant, classes.get(), known.map(RecordSession::read))) {
      case ClassChoice.Impossible impossible -> {
        if (tenant.getSpec().isSuspended()) {
          known.ifPresent(recordSession -> servicesStep.stop(tenant, recordSession));
        }
        yield ReconcileResult.stalled(impossible.problem(), List.of());
      }
      case ClassChoice.Chosen chosen ->
          switch (recordBinding.make(tenant, chosen.tenantClass(), known)) {
            case RecordBinding.Impossible impossible ->
                ReconcileResult.stalled(impossible.problem(), impossible.decisions());
            case RecordBinding.Made made -> run(tenant, chosen, made.recordSession(), fullResync);
          };
    };
  }

  private ReconcileResult run(
      Tenant tenant, ClassChoice.Chosen chosen, RecordSession recordSession, boolean fullResync) {
    startedVersions.note(tenant, recordSession);
    Resolution resolution =
        resolver.resolve(
            tenant,
            chosen.tenantClass(),
            recordSession.read().placement(),
            Optional.of(recordSession.read()));
    recordSession.update(record -> record.withDomain(resolution.tenant().domain()));
    Map<ServiceName, Problem> rejected = new EnumMap<>(ServiceName.class);
    rejected.putAll(resolution.rejected());
    hosts.taken(tenant, resolution.tenant()).forEach(rejected::putIfAbsent);

    SyncResult sync = row.sync(tenant, resolution, recordSession, fullResync);
    Optional<Suspension> suspension = suspension(tenant, sync);
    NamespaceReadiness ref =
        namespace.ensure(
            tenant,
            resolution.tenant(),
            recordSession,
            new Decisions(tenant, recordSession),
            fullResync);
    ServicesStep.Results services =
        servicesStep.run(
            new ServicesStep.Work(
                tenant,
                resolution,
                rejected,
                recordSession,
                sync,
                suspension,
                ref instanceof NamespaceReadiness.Ready,
                fullResync));
    if (fullResync) {
      resyncSchedule.done(tenant.getMetadata().getName());
    }
    return new ReconcileResult(
        Optional.of(resolution.tenant().className()),
        resolution.tenant().domain(),
        problems(chosen, resolution),
        ref,
        Optional.of(sync),
        services.switchedOn(),
        services.goingDown(),
        suspension,
        RetainedData.of(recordSession.read(), tenant.getSpec()),
        ref instanceof NamespaceReadiness.Blocked blocked ? blocked.decisions() : List.of(),
        requeueAfter(tenant, services, sync, ref));
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

  private static Optional<Suspension> suspension(Tenant tenant, SyncResult sync) {
    if (tenant.getSpec().isSuspended()) {
      return Optional.of(Suspension.IN_SPEC);
    }
    return sync.suspendedInDatabase() ? Optional.of(Suspension.IN_DATABASE) : Optional.empty();
  }

  private static List<Problem> problems(ClassChoice.Chosen chosen, Resolution resolution) {
    List<Problem> problems = new ArrayList<>();
    chosen.differs().ifPresent(problems::add);
    problems.addAll(resolution.general());
    return problems;
  }

  /** The earliest of what the parts of the pass ask for. */
  private Duration requeueAfter(
      Tenant tenant, ServicesStep.Results services, SyncResult sync, NamespaceReadiness ref) {
    String name = tenant.getMetadata().getName();
    Duration fullPass = resyncSchedule.untilDue(name);
    Object state = List.of(tenant.getMetadata().getGeneration(), services, ref);
    Duration requeueAfter =
        earlier(fullPass, requeueBackoff.next(name, state, inCluster(services, ref, fullPass)));
    return sync.retryAfter().map(asked -> earlier(requeueAfter, asked)).orElse(requeueAfter);
  }

  private static Duration inCluster(
      ServicesStep.Results services, NamespaceReadiness ref, Duration latest) {
    Duration requeueAfter =
        ref instanceof NamespaceReadiness.Ready ? latest : earlier(latest, untilNamespace(ref));
    for (ServiceResult service : services.switchedOn()) {
      requeueAfter = earlier(requeueAfter, service.retryAfter());
    }
    return services.goingDown().isEmpty()
        ? requeueAfter
        : earlier(requeueAfter, RequeueDelays.WHEN_PROGRESSING);
  }

  private static Duration untilNamespace(NamespaceReadiness ref) {
    return ref instanceof NamespaceReadiness.Progressing
        ? RequeueDelays.WHEN_PROGRESSING
        : RequeueDelays.WHEN_BLOCKED;
  }

  private static Duration earlier(Duration left, Duration right) {
    return left.compareTo(right) <= 0 ? left : right;
  }
}
