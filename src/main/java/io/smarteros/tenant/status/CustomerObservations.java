package io.smarteros.tenant.status;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.TenantSpec;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.supabase.customer.Observation;
import io.smarteros.tenant.supabase.customer.Observations;
import io.smarteros.tenant.supabase.customer.Observations.OfService;
import io.smarteros.tenant.supabase.decision.SyncResult;
import java.util.EnumMap;
import java.util.Map;

/** What of a reconciliation concerns the tenant's customer. */
public final class CustomerObservations {
  private CustomerObservations() {}

  public static Observations of(TenantSpec spec, ReconcileResult result) {
    return new Observations(
        isSuspended(spec, result) ? new Observation.Suspended() : tenant(Standing.of(result)),
        result.row().map(row -> services(spec, result, row)));
  }

  /** Also one that could not be reconciled further than to its suspension. */
  private static boolean isSuspended(TenantSpec spec, ReconcileResult result) {
    return spec.isSuspended() || result.suspension().isPresent();
  }

  private static Observation tenant(Standing standing) {
    return switch (standing) {
      case Standing.Ready _ -> new Observation.Ready();
      case Standing.Progressing _ -> new Observation.Progressing(Reason.PROGRESSING);
      case Standing.Stalled(Problem problem) -> new Observation.Stalled(problem.reason());
    };
  }

  private static Map<ServiceName, OfService> services(
      TenantSpec spec, ReconcileResult result, SyncResult row) {
    Map<ServiceName, OfService> services = new EnumMap<>(ServiceName.class);
    spec.services().inSpec().keySet().forEach(name -> services.put(name, OfService.OFF));
    result.services().stream()
        .filter(service -> !row.switchedOffInDatabase().contains(service.name()))
        .forEach(
            service ->
                services.put(
                    service.name(),
                    new OfService(
                        isSuspended(spec, result) ? new Observation.Suspended() : service(service),
                        service.facts().url(),
                        service.facts().version())));
    return services;
  }

  private static Observation service(ServiceResult service) {
    return switch (service.outcome()) {
      case ServiceOutcome.Ready _ ->
          service
              .keptAsIs()
              .<Observation>map(problem -> new Observation.Stalled(problem.reason()))
              .orElseGet(Observation.Ready::new);
      case ServiceOutcome.Progressing(Reason reason, _, _) -> new Observation.Progressing(reason);
      case ServiceOutcome.Failed(Problem problem, _) ->
          new Observation.Progressing(problem.reason());
      case ServiceOutcome.Blocked(Problem problem, _) -> new Observation.Stalled(problem.reason());
      case ServiceOutcome.Off _ -> new Observation.Off();
    };
  }
}
