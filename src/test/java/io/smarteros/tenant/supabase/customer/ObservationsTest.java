package io.smarteros.tenant.supabase.customer;

import static io.smarteros.tenant.supabase.customer.CustomerState.BLOCKED;
import static io.smarteros.tenant.supabase.customer.CustomerState.DEGRADED;
import static io.smarteros.tenant.supabase.customer.CustomerState.OFF;
import static io.smarteros.tenant.supabase.customer.CustomerState.READY;
import static io.smarteros.tenant.supabase.customer.CustomerState.SETTING_UP;
import static io.smarteros.tenant.supabase.customer.CustomerState.SUSPENDED;
import static io.smarteros.tenant.supabase.customer.CustomerStatus.TENANT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.supabase.customer.CustomerStatus.Part;
import io.smarteros.tenant.supabase.customer.Observations.OfService;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

final class ObservationsTest {
  private static final Observation WELL = new Observation.Ready();
  private static final Observation STARTING = new Observation.Progressing(Reason.WAITING_FOR_PODS);
  private static final Observation WORKING = new Observation.Progressing(Reason.PROGRESSING);
  private static final Observation STUCK = new Observation.Stalled(Reason.IMAGE_CANNOT_RUN);
  private static final Observation STOPPED = new Observation.Suspended();
  private static final String URL = "https://n8n-acme.example";

  /** What a service was, what it is found as, with an address or not, and what it is then. */
  static Stream<Arguments> services() {
    return Stream.of(
        arguments(null, STARTING, false, SETTING_UP),
        arguments(null, WELL, true, READY),
        arguments(null, STUCK, false, BLOCKED),
        arguments(SETTING_UP, STARTING, false, SETTING_UP),
        arguments(SETTING_UP, STARTING, true, SETTING_UP),
        arguments(SETTING_UP, WELL, true, READY),
        arguments(READY, STARTING, true, DEGRADED),
        arguments(READY, STARTING, false, DEGRADED),
        arguments(READY, STUCK, true, BLOCKED),
        arguments(DEGRADED, STARTING, true, DEGRADED),
        arguments(DEGRADED, WELL, true, READY),
        arguments(BLOCKED, STARTING, false, SETTING_UP),
        arguments(BLOCKED, STARTING, true, DEGRADED),
        arguments(READY, STOPPED, true, SUSPENDED),
        arguments(SUSPENDED, STARTING, true, SETTING_UP),
        arguments(READY, new Observation.Off(), false, OFF),
        arguments(OFF, STARTING, false, SETTING_UP));
  }

  @ParameterizedTest
  @MethodSource("services")
  void a_service_that_was_ready_is_degraded_and_not_set_up_again(
      @Nullable CustomerState before, Observation found, boolean hasUrl, CustomerState then) {
    Optional<String> url = hasUrl ? Optional.of(URL) : Optional.empty();
    Observations observations =
        new Observations(
            WORKING,
            Optional.of(Map.of(ServiceName.N8N, new OfService(found, url, Optional.of("2.41.1")))));

    Part part = part(observations.after(shown("n8n", before)), "n8n");

    assertThat(part.state()).isEqualTo(then);
    assertThat(part.url()).isEqualTo(url);
    assertThat(part.version()).contains("2.41.1");
  }

  /** What the tenant was, what it is found as, and with which service, and what it is then. */
  static Stream<Arguments> tenants() {
    return Stream.of(
        arguments(null, WORKING, STARTING, SETTING_UP),
        arguments(null, WELL, WELL, READY),
        arguments(SETTING_UP, WORKING, WELL, SETTING_UP),
        arguments(READY, WORKING, WELL, READY),
        arguments(READY, WORKING, STUCK, DEGRADED),
        arguments(DEGRADED, WELL, WELL, READY),
        arguments(READY, STUCK, WELL, BLOCKED),
        arguments(BLOCKED, WELL, WELL, READY),
        arguments(READY, STOPPED, STOPPED, SUSPENDED),
        arguments(SUSPENDED, WORKING, STARTING, SETTING_UP));
  }

  @ParameterizedTest
  @MethodSource("tenants")
  void the_tenant_is_as_its_services_suffer(
      @Nullable CustomerState before, Observation found, Observation service, CustomerState then) {
    Observations observations =
        new Observations(found, Optional.of(Map.of(ServiceName.N8N, of(service))));

    assertThat(observations.after(shown(TENANT, before)).state(TENANT)).contains(then);
  }

  @Test
  void a_tenant_with_a_service_that_was_ready_is_degraded() {
    Observations observations =
        new Observations(
            WORKING,
            Optional.of(Map.of(ServiceName.N8N, of(STARTING), ServiceName.ODOO, of(STARTING))));

    CustomerStatus then = observations.after(shown("n8n", READY));

    assertThat(then.state("n8n")).contains(DEGRADED);
    assertThat(then.state("odoo")).contains(SETTING_UP);
    assertThat(then.state(TENANT)).contains(DEGRADED);
  }

  @Test
  void services_that_nobody_looked_at_stay_as_they_were() {
    CustomerStatus then = new Observations(STUCK, Optional.empty()).after(shown("n8n", READY));

    assertThat(then.state("n8n")).contains(READY);
    assertThat(then.state(TENANT)).contains(BLOCKED);
  }

  @Test
  void a_service_that_has_left_the_spec_is_not_shown() {
    CustomerStatus then = new Observations(WELL, Optional.of(Map.of())).after(shown("n8n", READY));

    assertThat(then.parts()).containsOnlyKeys(TENANT);
  }

  @Test
  void what_is_found_again_changes_nothing() {
    Observations observations =
        new Observations(WORKING, Optional.of(Map.of(ServiceName.N8N, of(STARTING))));
    CustomerStatus once = observations.after(shown("n8n", READY));

    assertThat(observations.after(once)).isEqualTo(once);
  }

  @Test
  void a_tenant_that_is_deleted_is_shown_as_suspended_without_an_address() {
    CustomerStatus status =
        new Observations(
                WELL,
                Optional.of(Map.of(ServiceName.N8N, of(WELL), ServiceName.ODOO, OfService.OFF)))
            .after(CustomerStatus.NONE);

    CustomerStatus closed = status.closing().closed();

    assertThat(part(closed, "n8n"))
        .isEqualTo(
            new Part(
                SUSPENDED,
                Optional.empty(),
                Optional.of("2.41.1"),
                Optional.of("It is closed. Its data is kept.")));
    assertThat(closed.state("odoo")).contains(OFF);
    assertThat(closed.state(TENANT)).contains(SUSPENDED);
  }

  private static OfService of(Observation observation) {
    return new OfService(observation, Optional.of(URL), Optional.of("2.41.1"));
  }

  private static CustomerStatus shown(String part, @Nullable CustomerState state) {
    Map<String, Part> parts = new HashMap<>();
    if (state != null) {
      parts.put(part, new Part(state, Optional.empty(), Optional.empty(), Optional.empty()));
    }
    return new CustomerStatus(parts);
  }

  private static Part part(CustomerStatus status, String name) {
    return Optional.ofNullable(status.parts().get(name)).orElseThrow();
  }
}
