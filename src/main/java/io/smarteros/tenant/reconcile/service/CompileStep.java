package io.smarteros.tenant.reconcile.service;

import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.service.ServicePlan;

/** Compiles what should exist of a service, from what the steps before found. */
public final class CompileStep {

  StepResult<ServiceContext> apply(ServiceContext context) {
    ServiceRecord record = context.recordSession().read();
    ServicePlan plan =
        new ServicePlan(
            context.tenant(),
            context.resolved(),
            context.secrets(),
            record.externals(),
            record.madeVolumes(),
            context.database(),
            context.classAccess(),
            context.running(),
            context.recordSession().tenant().read().restart());
    return context
        .service()
        .refusesPlan(plan)
        .<StepResult<ServiceContext>>map(StepResult::blocked)
        .orElseGet(
            () -> StepResult.next(context.withCompiled(plan, context.service().compile(plan))));
  }
}
