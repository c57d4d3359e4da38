package io.smarteros.tenant.reconcile;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantAnnotations;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.dataloss.VolumesAtRisk.AtRisk;
import io.smarteros.tenant.hosts.HostOwnership;
import io.smarteros.tenant.namespace.NamespaceReadiness;
import io.smarteros.tenant.namespace.NamespaceStep;
import io.smarteros.tenant.reconcile.service.ServicesStep;
import io.smarteros.tenant.record.Decisions;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.RecordStore;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.requeue.ResyncSchedule;
import io.smarteros.tenant.resolve.ClassChoice;
import io.smarteros.tenant.resolve.Resolution;
import io.smarteros.tenant.resolve.Resolver;
import io.smarteros.tenant.status.ReconcileResult;
import io.smarteros.tenant.status.ReconcileResult.FollowedClass;
import io.smarteros.tenant.status.ReconcileResult.Suspension;
import io.smarteros.tenant.status.RetainedData;
import io.smarteros.tenant.status.Standing;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.smarteros.tenant.tenantclass.rollout.ClassRevision;
import io.smarteros.tenant.tenantclass.rollout.ClassRevisions;
import io.smarteros.tenant.tenantclass.rollout.Rollouts;
import io.smarteros.tenant.tenantclass.rollout.TenantTurn;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * One reconciliation of one tenant: class and record, resolve, what the row demands, namespace,
 * services, what is in force to the row. It returns the result. It throws only if there is none:
 * after a conflict over the record, for a record that cannot be read, and for errors of the API
 * server that stop everything.
 */
public final class TenantReconciliation {
  private final Supplier<Collection<TenantClass>> classes;
  private final RecordStore records;
  private final RecordBinding recordBinding;
  private final ClassRevisions revisions;
  private final ClassRevisionStep classRevision;
  private final Rollouts rollouts;
  private final StartedVersions startedVersions;
  private final Resolver resolver;
  private final HostOwnership hosts;
  private final RotationStep rotation;
  private final RowStep row;
  private final NamespaceStep namespace;
  private final ServicesStep services;
  private final ResyncSchedule resyncSchedule;
  private final RequeuePolicy requeuePolicy;
  private final Consumer<String> refusedIsAskedAgain;

  /**
   * Runs the steps in their order.
   *
   * @param refusedIsAskedAgain takes a namespace in which a person wants another try
   */
  public TenantReconciliation(
      Supplier<Collection<TenantClass>> classes,
      RecordStore records,
      RecordBinding recordBinding,
      ClassRevisions revisions,
      Rollouts rollouts,
      StartedVersions startedVersions,
      Resolver resolver,
      HostOwnership hosts,
      RotationStep rotation,
      RowStep row,
      NamespaceStep namespace,
      ServicesStep services,
      ResyncSchedule resyncSchedule,
      RequeuePolicy requeuePolicy,
      Consumer<String> refusedIsAskedAgain) {
    this.classes = classes;
    this.records = records;
    this.recordBinding = recordBinding;
    this.revisions = revisions;
    this.classRevision = new ClassRevisionStep(revisions);
    this.rollouts = rollouts;
    this.startedVersions = startedVersions;
    this.resolver = resolver;
    this.hosts = hosts;
    this.rotation = rotation;
    this.row = row;
    this.namespace = namespace;
    this.services = services;
    this.resyncSchedule = resyncSchedule;
    this.requeuePolicy = requeuePolicy;
    this.refusedIsAskedAgain = refusedIsAskedAgain;
  }

  /** Nothing is done for the tenant until a person says so; no roll-out waits for it. */
  void pause(Tenant tenant) {
    rollouts.forget(tenant.getMetadata().getName());
  }

  /** It ends before it is reconciled, again and again perhaps. */
  void notReached(Tenant tenant) {
    rollouts.lookedAt(tenant.getMetadata().getName());
  }

  ReconcileResult reconcile(Tenant tenant) {
    try {
      return reconcileKnown(tenant);
    } finally {
      rollouts.lookedAt(tenant.getMetadata().getName());
    }
  }

  private ReconcileResult reconcileKnown(Tenant tenant) {
    boolean asked = isAskedFor(tenant);
    boolean fullResync =
        resyncSchedule.isDue(tenant.getMetadata().getName())
            || asked
            || wasMissing(tenant, TenantReconciliation::isOfNamespace);
    Optional<RecordSession> known =
        records.load(tenant.getMetadata().getName(), fullResync || wasMissing(tenant, _ -> true));
    return switch (ClassChoice.of(tenant, classes.get(), known.map(RecordSession::read))) {
      case ClassChoice.Impossible impossible -> {
        List<AtRisk> kept =
            known
                .filter(_ -> tenant.getSpec().isSuspended())
                .map(recordSession -> services.stop(tenant, recordSession))
                .orElseGet(List::of);
        yield stalled(
            tenant,
            Stream.concat(Stream.of(impossible.problem()), kept.stream().map(AtRisk::problem))
                .toList(),
            kept.stream().map(AtRisk::decision).toList());
      }
      case ClassChoice.Chosen chosen ->
          switch (recordBinding.bind(tenant, chosen.tenantClass(), known)) {
            case RecordBinding.Refused(Problem problem, List<Decision> decisions) ->
                stalled(tenant, List.of(problem), decisions);
            case RecordBinding.Bound(RecordSession recordSession) -> {
              if (asked) {
                refusedIsAskedAgain.accept(recordSession.read().placement().namespace());
              }
              yield persisted(
                  recordSession, () -> reconcile(tenant, chosen, recordSession, fullResync));
            }
          };
    };
  }

  private ReconcileResult stalled(Tenant tenant, List<Problem> problems, List<Decision> decisions) {
    return ReconcileResult.stalled(
        problems,
        decisions,
        requeuePolicy.whenStalled(tenant, List.of(tenant.getMetadata().getGeneration(), problems)));
  }

  private static ReconcileResult persisted(
      RecordSession recordSession, Supplier<ReconcileResult> work) {
    try {
      return work.get();
    } finally {
      recordSession.flush();
    }
  }

  private ReconcileResult reconcile(
      Tenant tenant, ClassChoice.Chosen chosen, RecordSession recordSession, boolean fullResync) {
    recordSession.prepare(known -> known.restarted(TenantAnnotations.of(tenant).restart()));
    ClassRevision newest = revisions.latest(chosen.tenantClass());
    TenantTurn turn =
        new TenantTurn(
            rollouts,
            tenant.getMetadata().getName(),
            chosen.tenantClass(),
            newest,
            tenant.holds(ConditionType.READY),
            recordSession);
    TenantClass tenantClass =
        classRevision.apply(chosen.tenantClass(), newest, recordSession, turn);
    TenantRecord counted = startedVersions.note(tenant, recordSession);
    Resolution wanted =
        resolver.resolve(
            tenant, tenantClass, recordSession.read().placement(), Optional.of(counted));
    StartedVersions.settle(counted, wanted, recordSession);
    Resolution resolution = hosts.decide(tenant, wanted, recordSession.read());
    rotation.apply(tenant, resolution, recordSession);
    if (!tenant.getSpec().isSuspended()) {
      services.plan(tenant, resolution, recordSession, turn);
    }
    RowStep.Demands demands = row.demands(tenant, resolution, recordSession, fullResync);
    Optional<Suspension> suspension = suspension(tenant, demands.result());
    // a new tenant has its record before anything is made in the cluster
    recordSession.persist();
    NamespaceReadiness readiness =
        namespace.ensure(
            tenant,
            resolution.tenant(),
            recordSession,
            new Decisions(tenant, recordSession),
            fullResync);
    ServicesStep.Results results =
        services.run(
            new ServicesStep.Work(
                tenant,
                resolution,
                recordSession,
                turn,
                demands.result(),
                suspension,
                readiness,
                fullResync));
    SyncResult sync = row.publish(tenant, demands, recordSession);
    hosts.settle(tenant, wanted.tenant(), resolution.tenant(), recordSession);
    if (fullResync) {
      resyncSchedule.done(tenant.getMetadata().getName());
    }
    ReconcileResult result =
        new ReconcileResult(
            Optional.of(
                new FollowedClass(
                    turn.className(), recordSession.read().classRevision(), turn.waits())),
            resolution.tenant().domain(),
            problems(chosen, resolution),
            readiness,
            Optional.of(sync),
            results.switchedOn(),
            results.goingDown(),
            suspension,
            RetainedData.of(recordSession.read(), tenant.getSpec()),
            readiness instanceof NamespaceReadiness.Blocked blocked
                ? blocked.decisions()
                : List.of(),
            rotation.canBegin(tenant, resolution, recordSession)
                ? RequeueDelays.AFTER_CONFLICT
                : requeuePolicy.after(tenant, results, sync, readiness));
    end(turn, result);
    return result;
  }

  private static void end(TenantTurn turn, ReconcileResult result) {
    switch (Standing.of(result)) {
      case Standing.Ready _ -> turn.ready();
      case Standing.Progressing _ -> turn.notReady(Optional.empty());
      case Standing.Stalled(Problem problem) -> turn.notReady(Optional.of(problem.message()));
    }
  }

  /**
   * Something was gone the last time: what a person restored is noticed at once. With a namespace
   * come back things that are not watched.
   */
  private static boolean wasMissing(Tenant tenant, Predicate<Condition> which) {
    return Optional.ofNullable(tenant.getStatus()).stream()
        .flatMap(status -> status.conditions().stream())
        .filter(which)
        .anyMatch(condition -> condition.reason().equals(Reason.DATA_MISSING.id()));
  }

  private static boolean isOfNamespace(Condition condition) {
    return condition.type().equals(ConditionType.NAMESPACE_READY.id());
  }

  /** A person who asks for a reconciliation wants a full resync. */
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
}
