package io.smarteros.tenant.status;

import static io.smarteros.tenant.testkit.Manifests.tenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.TenantSpec;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.namespace.NamespaceReadiness;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.status.ReconcileResult.Suspension;
import io.smarteros.tenant.supabase.customer.Observation;
import io.smarteros.tenant.supabase.customer.Observations;
import io.smarteros.tenant.supabase.customer.Observations.OfService;
import io.smarteros.tenant.testkit.FakeTenantRows;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

final class CustomerObservationsTest {
  private static final Duration WHILE = Duration.ofSeconds(2);
  private static final Problem REFUSED = new Problem(Reason.VERSION_REFUSED, "too old");
  private static final Problem DOWN = new Problem(Reason.DATABASE_UNREACHABLE, "db is down");

  @Test
  void a_service_that_runs_as_asked_is_ready_with_what_is_in_force() {
    Observations found = of(service(new ServiceOutcome.Ready()));

    assertThat(found.tenant()).isEqualTo(new Observation.Ready());
    assertThat(n8n(found))
        .isEqualTo(
            new OfService(
                new Observation.Ready(),
                Optional.of("https://n8n.example.com"),
                Optional.of("2.41.1")));
  }

  @Test
  void what_needs_a_person_is_stalled_also_while_the_service_runs() {
    ServiceResult asBefore =
        new ServiceResult(
            ServiceName.N8N,
            new ServiceOutcome.Ready(),
            ServiceResult.Facts.NONE,
            Optional.of(REFUSED),
            List.of());

    assertThat(n8n(of(asBefore)).observation())
        .isEqualTo(new Observation.Stalled(Reason.VERSION_REFUSED));
    assertThat(n8n(of(service(new ServiceOutcome.Blocked(REFUSED, WHILE)))).observation())
        .isEqualTo(new Observation.Stalled(Reason.VERSION_REFUSED));
    assertThat(of(asBefore).tenant()).isEqualTo(new Observation.Stalled(Reason.VERSION_REFUSED));
  }

  @Test
  void what_is_tried_again_is_in_progress() {
    Observations starting =
        of(service(new ServiceOutcome.Progressing(Reason.WAITING_FOR_PODS, "pods", WHILE)));

    assertThat(n8n(starting).observation())
        .isEqualTo(new Observation.Progressing(Reason.WAITING_FOR_PODS));
    assertThat(starting.tenant()).isInstanceOf(Observation.Progressing.class);
    assertThat(n8n(of(service(new ServiceOutcome.Failed(DOWN, WHILE)))).observation())
        .isEqualTo(new Observation.Progressing(Reason.DATABASE_UNREACHABLE));
  }

  @Test
  void a_service_that_is_switched_off_is_off_whoever_did_it_and_before_it_has_ended() {
    ReconcileResult ending =
        result(service(new ServiceOutcome.Progressing(Reason.WAITING_FOR_PODS, "pods", WHILE)));

    assertThat(n8n(CustomerObservations.of(spec("services: {n8n: {enabled: false}}"), result())))
        .isEqualTo(OfService.OFF);
    assertThat(
            n8n(
                CustomerObservations.of(
                    spec("services: {n8n: {}}"),
                    ending.withRow(
                        Optional.of(
                            FakeTenantRows.SYNCED.withSwitchedOffInDatabase(
                                Set.of(ServiceName.N8N)))))))
        .isEqualTo(OfService.OFF);
  }

  @Test
  void a_suspended_tenant_is_suspended_with_all_its_services_before_they_have_ended() {
    ReconcileResult ending =
        result(service(new ServiceOutcome.Progressing(Reason.WAITING_FOR_PODS, "pods", WHILE)));

    Observations found =
        CustomerObservations.of(
            spec("services: {n8n: {}, odoo: {enabled: false}}"),
            ending.withSuspension(Optional.of(Suspension.IN_DATABASE)));

    assertThat(found.tenant()).isEqualTo(new Observation.Suspended());
    assertThat(n8n(found).observation()).isEqualTo(new Observation.Suspended());
    assertThat(services(found)).containsEntry(ServiceName.ODOO, OfService.OFF);
  }

  @Test
  void a_tenant_that_cannot_be_reconciled_says_nothing_of_its_services() {
    Problem noClass = new Problem(Reason.CLASS_NOT_FOUND, "no class");
    ReconcileResult stalled = ReconcileResult.stalled(noClass, List.of());

    assertThat(CustomerObservations.of(spec("services: {n8n: {}}"), stalled))
        .isEqualTo(
            new Observations(new Observation.Stalled(Reason.CLASS_NOT_FOUND), Optional.empty()));
    assertThat(CustomerObservations.of(spec("suspended: true"), stalled).tenant())
        .isEqualTo(new Observation.Suspended());
  }

  private static Observations of(ServiceResult service) {
    return CustomerObservations.of(spec("services: {n8n: {}}"), result(service));
  }

  private static OfService n8n(Observations found) {
    return Optional.ofNullable(services(found).get(ServiceName.N8N)).orElseThrow();
  }

  private static Map<ServiceName, OfService> services(Observations found) {
    return found.services().orElseThrow();
  }

  private static TenantSpec spec(String rest) {
    return tenant("acme", "displayName: Acme\n" + rest).getSpec();
  }

  private static ServiceResult service(ServiceOutcome outcome) {
    return new ServiceResult(
        ServiceName.N8N,
        outcome,
        new ServiceResult.Facts(
            Optional.empty(),
            Optional.of("2.41.1"),
            Optional.of("https://n8n.example.com"),
            Optional.empty(),
            Optional.empty()),
        Optional.empty(),
        List.of());
  }

  private static ReconcileResult result(ServiceResult... services) {
    return new ReconcileResult(
        Optional.empty(),
        Optional.empty(),
        List.of(),
        new NamespaceReadiness.Ready("tenant-acme"),
        Optional.of(FakeTenantRows.SYNCED),
        List.of(services),
        List.of(),
        Optional.empty(),
        List.of(),
        List.of(),
        WHILE);
  }
}
