package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.hosts.HostOwnership;
import io.smarteros.tenant.record.TenantRecord;
import java.util.Optional;
import java.util.Set;

/**
 * Gives a service its host: it is in the record before its route is made, and in force once it is.
 */
public final class HostStep {
  private final HostOwnership hosts;

  public HostStep(HostOwnership hosts) {
    this.hosts = hosts;
  }

  StepResult<ServiceContext> give(ServiceContext context) {
    String host = context.resolved().host();
    if (!context.plan().routeAllowed()
        || context.recordSession().read().hosts().equals(Set.of(host))) {
      return StepResult.next(context);
    }
    Optional<Problem> taken = hosts.give(context.tenant(), host);
    if (taken.isPresent()) {
      return StepResult.blocked(taken.get());
    }
    context
        .recordSession()
        .tenant()
        .update(
            record ->
                withDomainOf(context, record)
                    .withService(context.name(), service -> service.routing(host)));
    return StepResult.next(context);
  }

  private static TenantRecord withDomainOf(ServiceContext context, TenantRecord record) {
    return context
        .tenant()
        .domain()
        .filter(domain -> HostOwnership.isBelow(context.resolved().host(), domain))
        .map(domain -> record.withDomain(Optional.of(domain)))
        .orElse(record);
  }

  /** After everything was applied, and what should not exist is gone. */
  StepResult<ServiceContext> note(ServiceContext context) {
    if (context.plan().routeAllowed()) {
      context.recordSession().update(service -> service.routed(context.resolved().host()));
    }
    return StepResult.next(context);
  }
}
