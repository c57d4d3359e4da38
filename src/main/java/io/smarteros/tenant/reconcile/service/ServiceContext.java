package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.cluster.TenantRef;
import io.smarteros.tenant.record.Decisions;
import io.smarteros.tenant.record.Decisions.Loss;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.requeue.RequeueDelays;
import io.smarteros.tenant.resolve.ResolvedService;
import io.smarteros.tenant.resolve.ResolvedTenant;
import io.smarteros.tenant.service.Blueprint;
import io.smarteros.tenant.service.ClassAccess;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.ServicePlan.DatabaseAccess;
import io.smarteros.tenant.service.ServiceRecordSession;
import io.smarteros.tenant.service.TenantService;
import io.soabase.recordbuilder.core.RecordBuilder;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * One service of one tenant during one reconciliation: the request, and what the steps found so
 * far.
 *
 * @param secrets generated ones, by {@link SecretsStep}
 * @param database by {@link DatabaseStep}, for an application that has one
 * @param classAccess by {@link ClassAccessStep}
 * @param compiled by {@link CompileStep}
 * @param unfollowed what the cluster refuses although the service runs, by {@link VolumesStep}
 * @param held its pods stay as they are until the tenant has its turn, by {@link TurnStep}
 * @param answered whether the application has said how it is, by {@link AvailabilityStep}
 * @param reachableUntil when that must be looked at again, by {@link ReachabilityStep}
 */
@RecordBuilder
record ServiceContext(
    ServiceRequest request,
    Map<String, String> secrets,
    Optional<DatabaseAccess> database,
    ClassAccess classAccess,
    Optional<Compiled> compiled,
    Optional<Problem> unfollowed,
    boolean held,
    boolean answered,
    Optional<Instant> reachableUntil)
    implements ServiceContextBuilder.With {

  ServiceContext {
    secrets = Map.copyOf(secrets);
  }

  /** Without the values of the secrets. */
  @Override
  public String toString() {
    return "ServiceContext[request=%s, secrets=%s, database=%s, compiled=%s]"
        .formatted(request, secrets.keySet(), database, compiled);
  }

  /**
   * What should exist of the service.
   *
   * @param plan that the blueprint was compiled from
   */
  record Compiled(ServicePlan plan, Blueprint blueprint) {}

  static ServiceContext of(ServiceRequest request) {
    return new ServiceContext(
        request,
        Map.of(),
        Optional.empty(),
        ClassAccess.NONE,
        Optional.empty(),
        Optional.empty(),
        false,
        true,
        Optional.empty());
  }

  ServiceContext withCompiled(ServicePlan plan, Blueprint blueprint) {
    return withCompiled(Optional.of(new Compiled(plan, blueprint)));
  }

  ServicePlan plan() {
    return compiled.orElseThrow(ServiceContext::notCompiled).plan();
  }

  Blueprint blueprint() {
    return compiled.orElseThrow(ServiceContext::notCompiled).blueprint();
  }

  private static IllegalStateException notCompiled() {
    return new IllegalStateException("The service is not compiled yet");
  }

  ServiceName name() {
    return request.resolved().name();
  }

  ResolvedTenant tenant() {
    return request.tenant();
  }

  ResolvedService resolved() {
    return request.resolved();
  }

  TenantService service() {
    return request.service();
  }

  ServiceRecordSession recordSession() {
    return request.recordSession();
  }

  Decisions decisions() {
    return request.decisions();
  }

  boolean running() {
    return request.running();
  }

  boolean fullResync() {
    return request.fullResync();
  }

  TenantRef ref() {
    return new TenantRef(tenant().name(), tenant().uid(), tenant().namespace());
  }

  /**
   * Something that held data is gone: waits until a person accepts that, and then lets the record
   * plan it anew, for the next reconciliation to make it.
   *
   * @param message what is gone, and how to get it back
   */
  <T> StepResult<T> lost(String message, Loss loss, UnaryOperator<ServiceRecord> planAnew) {
    if (!decisions().isAccepted(loss)) {
      return StepResult.blocked(
          new Problem(
              Reason.DATA_MISSING, message + ", or accept the loss as status.decisions says"),
          loss.decision());
    }
    recordSession().tenant().update(known -> loss.acceptedIn(known.withService(name(), planAnew)));
    return StepResult.stop(
        new ServiceOutcome.Progressing(
            "The loss is accepted. What was lost is created again next, empty",
            RequeueDelays.AFTER_CONFLICT));
  }
}
