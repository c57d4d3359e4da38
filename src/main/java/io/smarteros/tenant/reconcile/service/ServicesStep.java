package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.cluster.RightsPropagation;
import io.smarteros.tenant.cluster.ServiceTeardown;
import io.smarteros.tenant.cluster.TenantRef;
import io.smarteros.tenant.dataloss.VolumesAtRisk;
import io.smarteros.tenant.dataloss.VolumesAtRisk.AtRisk;
import io.smarteros.tenant.namespace.NamespaceReadiness;
import io.smarteros.tenant.record.Decisions;
import io.smarteros.tenant.record.RecordConflictException;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.resolve.Resolution;
import io.smarteros.tenant.resolve.ResolvedService;
import io.smarteros.tenant.resolve.ResolvedTenant;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.service.ServiceRecordSession;
import io.smarteros.tenant.service.TenantService;
import io.smarteros.tenant.status.ReconcileResult.GoingDown;
import io.smarteros.tenant.status.ReconcileResult.Suspension;
import io.smarteros.tenant.status.ServiceResult;
import io.smarteros.tenant.status.ServiceResult.Facts;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.smarteros.tenant.tenantclass.rollout.TenantTurn;
import io.smarteros.tenant.work.WorkPermits;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** Reconciles the services of a tenant side by side. */
public final class ServicesStep {
  private static final Logger log = LoggerFactory.getLogger(ServicesStep.class);
  private static final String SHUTTING_DOWN = "The operator is shutting down";

  private final Map<ServiceName, TenantService> supported;
  private final DedicatedServiceReconciler dedicated;
  private final ServiceTeardown teardown;
  private final VolumesAtRisk atRisk;
  private final ServiceFailures failures;
  private final WorkPermits permits;

  /** For the applications that this operator can run. */
  public ServicesStep(
      Map<ServiceName, TenantService> supported,
      DedicatedServiceReconciler dedicated,
      ServiceTeardown teardown,
      VolumesAtRisk atRisk,
      RightsPropagation rights,
      WorkPermits permits) {
    this.supported = Map.copyOf(supported);
    this.dedicated = dedicated;
    this.teardown = teardown;
    this.atRisk = atRisk;
    this.failures = new ServiceFailures(rights);
    this.permits = permits;
  }

  /**
   * What there is to do for a tenant in this reconciliation.
   *
   * @param namespace where it admits a service not, nothing of it is made, but what shall not run
   *     is stopped all the same
   */
  public record Work(
      Tenant tenant,
      Resolution resolution,
      RecordSession recordSession,
      TenantTurn turn,
      SyncResult row,
      Optional<Suspension> suspension,
      NamespaceReadiness namespace,
      boolean fullResync) {}

  /**
   * How the services stand.
   *
   * @param switchedOn in their order
   * @param goingDown those that are not switched on and not gone yet
   */
  public record Results(List<ServiceResult> switchedOn, List<GoingDown> goingDown) {}

  /**
   * Prepares the record of services that have none yet, so that all of it is there before the first
   * thing is made.
   */
  public void plan(
      Tenant tenant, Resolution resolution, RecordSession recordSession, TenantTurn turn) {
    resolution.tenant().services().values().stream()
        .filter(ResolvedService::enabled)
        .filter(service -> !resolution.rejected().containsKey(service.name()))
        .filter(service -> recordSession.read().service(service.name()).isEmpty())
        .forEach(service -> plan(tenant, resolution.tenant(), service, recordSession, turn));
  }

  private void plan(
      Tenant tenant,
      ResolvedTenant resolved,
      ResolvedService service,
      RecordSession session,
      TenantTurn turn) {
    TenantService application = supported.get(service.name());
    if (application == null) {
      return;
    }
    try {
      dedicated.plan(
          new ServiceRequest(
              tenant,
              resolved,
              service,
              application,
              new ServiceRecordSession(session, service.name()),
              new Decisions(tenant, session),
              true,
              true,
              Optional.empty(),
              Optional.empty(),
              turn,
              false));
    } catch (RuntimeException e) {
      // it fails in the same way, and is told, when the service's turn comes
      log.debug("{} cannot be planned", service.name(), e);
    }
  }

  /** Reconciles the services that are switched on; the others are torn down. */
  public Results run(Work work) {
    return permits.whileWaiting(() -> sideBySide(work));
  }

  private Results sideBySide(Work work) {
    Map<ServiceName, Future<ServiceResult>> running = new EnumMap<>(ServiceName.class);
    Map<ServiceName, Future<Optional<GoingDown>>> leaving = new EnumMap<>(ServiceName.class);
    Map<String, String> logContext = MDC.getCopyOfContextMap();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (ServiceName name : ServiceName.values()) {
        if (isWanted(work, name)) {
          running.put(name, threads.submit(part(logContext, () -> run(work, name))));
        } else if (work.recordSession().read().service(name).isPresent()) {
          leaving.put(name, threads.submit(part(logContext, () -> tearDown(work, name))));
        }
      }
      return results(work, running, leaving);
    }
  }

  private Results results(
      Work work,
      Map<ServiceName, Future<ServiceResult>> running,
      Map<ServiceName, Future<Optional<GoingDown>>> leaving) {
    List<ServiceResult> switchedOn = new ArrayList<>();
    List<GoingDown> goingDown = new ArrayList<>();
    running.forEach((name, future) -> switchedOn.add(resultOf(work, name, future)));
    leaving.forEach((name, future) -> leftOf(work, name, future).ifPresent(goingDown::add));
    return new Results(switchedOn, goingDown);
  }

  /**
   * Stops what runs of a tenant, where nothing else can be done with it.
   *
   * @return what is not stopped, since data would be lost with it
   */
  public List<AtRisk> stop(Tenant tenant, RecordSession recordSession) {
    TenantRef ref = TenantRef.of(tenant, recordSession.read().placement().namespace());
    Decisions decisions = new Decisions(tenant, recordSession);
    List<AtRisk> kept = new ArrayList<>();
    for (ServiceName service : recordSession.read().services().keySet()) {
      atRisk
          .beforeStop(ref, service, recordSession, decisions)
          .ifPresentOrElse(kept::add, () -> teardown.removeCompute(ref, service));
    }
    return kept;
  }

  private static boolean isWanted(Work work, ServiceName name) {
    return work.tenant()
        .getSpec()
        .services()
        .find(name)
        .map(spec -> spec.isEnabled())
        .orElse(false);
  }

  private ServiceResult run(Work work, ServiceName name) {
    Optional<Problem> rejection = Optional.ofNullable(work.resolution().rejected().get(name));
    ResolvedService resolved = work.resolution().tenant().services().get(name);
    TenantService service = supported.get(name);
    if (resolved == null || service == null) {
      return ServiceResult.blocked(name, rejection.orElseThrow(), facts(work, name));
    }
    boolean switchedOff = work.row().switchedOffInDatabase().contains(name);
    return dedicated.reconcile(
        new ServiceRequest(
            work.tenant(),
            work.resolution().tenant(),
            resolved,
            service,
            new ServiceRecordSession(work.recordSession(), name),
            new Decisions(work.tenant(), work.recordSession()),
            work.suspension().isEmpty() && !switchedOff,
            work.namespace().admits(hasRun(work, name)),
            rejection,
            Optional.ofNullable(work.resolution().keptAsIs().get(name)),
            work.turn(),
            work.fullResync()));
  }

  private static boolean hasRun(Work work, ServiceName name) {
    return work.recordSession().read().service(name).flatMap(ServiceRecord::version).isPresent();
  }

  private Optional<GoingDown> tearDown(Work work, ServiceName name) {
    dedicated.stopAsking(work.tenant().getMetadata().getName(), name);
    Optional<AtRisk> kept =
        atRisk.beforeStop(
            ref(work),
            name,
            work.recordSession(),
            new Decisions(work.tenant(), work.recordSession()));
    if (kept.isPresent()) {
      return kept.map(lost -> GoingDown.kept(name, lost.problem(), lost.decision()));
    }
    Optional<ServiceTeardown.Left> left = teardown.remove(ref(work), name);
    if (left.isEmpty() && !teardown.isRouted(ref(work), name)) {
      new ServiceRecordSession(work.recordSession(), name).later(ServiceRecord::unrouted);
    }
    return left.map(what -> failures.goingDown(ref(work), name, what));
  }

  private static TenantRef ref(Work work) {
    return TenantRef.of(work.tenant(), work.recordSession().read().placement().namespace());
  }

  private <T> Callable<T> part(Map<String, String> logContext, Supplier<T> service) {
    return permits.forked(() -> within(logContext, service))::get;
  }

  private static <T> T within(Map<String, String> logContext, Supplier<T> service) {
    try {
      if (logContext != null) {
        MDC.setContextMap(logContext);
      }
      return service.get();
    } finally {
      MDC.clear();
    }
  }

  private ServiceResult resultOf(Work work, ServiceName name, Future<ServiceResult> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return ended(
          work, name, new ServiceOutcome.Progressing(SHUTTING_DOWN, RequeueDelays.WHEN_BLOCKED));
    } catch (ExecutionException e) {
      return ended(work, name, failures.outcome(ref(work), name, causeOf(e)));
    }
  }

  private Optional<GoingDown> leftOf(
      Work work, ServiceName name, Future<Optional<GoingDown>> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(new GoingDown(name, SHUTTING_DOWN));
    } catch (ExecutionException e) {
      return Optional.of(failures.goingDown(ref(work), name, causeOf(e)));
    }
  }

  /** A conflict over the record ends the reconciliation of the whole tenant. */
  private static Throwable causeOf(ExecutionException failure) {
    if (failure.getCause() instanceof RecordConflictException conflict) {
      throw conflict;
    }
    return Objects.requireNonNullElse(failure.getCause(), failure);
  }

  private static ServiceResult ended(Work work, ServiceName name, ServiceOutcome outcome) {
    return new ServiceResult(name, outcome, facts(work, name), Optional.empty(), List.of());
  }

  private static Facts facts(Work work, ServiceName name) {
    return work.recordSession()
        .read()
        .service(name)
        .map(record -> Facts.of(name, record))
        .orElse(Facts.NONE);
  }
}
