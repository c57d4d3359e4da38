package io.smarteros.tenant.supabase.customer;

import static io.smarteros.tenant.supabase.customer.CustomerStatus.TENANT;

import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.supabase.customer.CustomerStatus.Part;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * All that a reconciliation found of a tenant.
 *
 * @param services those in the spec; empty when the reconciliation ended before it looked at them
 */
public record Observations(Observation tenant, Optional<Map<ServiceName, OfService>> services) {

  /**
   * One service.
   *
   * @param url that is in force, like the version
   */
  public record OfService(Observation observation, Optional<String> url, Optional<String> version) {
    /** One that is switched off, so that nothing of it is in force. */
    public static final OfService OFF =
        new OfService(new Observation.Off(), Optional.empty(), Optional.empty());
  }

  /** What pages show from now on, after what they showed until now. */
  public CustomerStatus after(CustomerStatus before) {
    Map<String, Part> parts = new HashMap<>();
    services.ifPresentOrElse(
        found ->
            found.forEach(
                (name, service) -> parts.put(name.id(), part(service, before.state(name.id())))),
        () -> parts.putAll(before.parts()));
    parts.remove(TENANT);
    CustomerState state = tenantState(new CustomerStatus(parts), before.state(TENANT));
    parts.put(
        TENANT,
        new Part(
            state,
            Optional.empty(),
            Optional.empty(),
            Optional.of(CustomerMessages.ofTenant(state, tenant))));
    return new CustomerStatus(parts);
  }

  private static Part part(OfService service, Optional<CustomerState> before) {
    CustomerState state =
        switch (service.observation()) {
          case Observation.Ready _ -> CustomerState.READY;
          case Observation.Progressing _ ->
              wasReady(service, before) ? CustomerState.DEGRADED : CustomerState.SETTING_UP;
          case Observation.Stalled _ -> CustomerState.BLOCKED;
          case Observation.Suspended _ -> CustomerState.SUSPENDED;
          case Observation.Off _ -> CustomerState.OFF;
        };
    return new Part(
        state,
        service.url(),
        service.version(),
        Optional.of(CustomerMessages.ofService(state, service.observation())));
  }

  /** Of one that was blocked, the address tells: it is given once the set-up has ended. */
  private static boolean wasReady(OfService service, Optional<CustomerState> before) {
    return before
        .filter(
            state ->
                switch (state) {
                  case READY, DEGRADED -> true;
                  case BLOCKED -> service.url().isPresent();
                  case SETTING_UP, SUSPENDED, OFF -> false;
                })
        .isPresent();
  }

  private CustomerState tenantState(CustomerStatus now, Optional<CustomerState> before) {
    return switch (tenant) {
      case Observation.Ready _ -> CustomerState.READY;
      case Observation.Progressing _ -> progressing(now, before);
      case Observation.Stalled _ -> CustomerState.BLOCKED;
      case Observation.Suspended _ -> CustomerState.SUSPENDED;
      case Observation.Off _ -> CustomerState.OFF;
    };
  }

  /** What the operator does that no service suffers from is no news. */
  private static CustomerState progressing(CustomerStatus now, Optional<CustomerState> before) {
    if (has(now, CustomerState.DEGRADED)) {
      return CustomerState.DEGRADED;
    }
    if (has(now, CustomerState.SETTING_UP)) {
      return CustomerState.SETTING_UP;
    }
    if (has(now, CustomerState.BLOCKED)) {
      return CustomerState.DEGRADED;
    }
    return before.filter(CustomerState.READY::equals).orElse(CustomerState.SETTING_UP);
  }

  private static boolean has(CustomerStatus status, CustomerState state) {
    return status.parts().values().stream().anyMatch(part -> part.state() == state);
  }
}
