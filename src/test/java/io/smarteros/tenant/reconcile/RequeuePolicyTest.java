package io.smarteros.tenant.reconcile;

import static io.smarteros.tenant.testkit.Manifests.tenant;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.namespace.NamespaceReadiness;
import io.smarteros.tenant.reconcile.service.ServicesStep;
import io.smarteros.tenant.requeue.RequeueBackoff;
import io.smarteros.tenant.requeue.ResyncSchedule;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.status.ReconcileResult.GoingDown;
import io.smarteros.tenant.status.ServiceResult;
import io.smarteros.tenant.supabase.decision.SyncResult;
import io.smarteros.tenant.testkit.FakeTenantRows;
import io.smarteros.tenant.testkit.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class RequeuePolicyTest {
  private static final Duration RESYNC_INTERVAL = Duration.ofMinutes(10);
  private static final NamespaceReadiness READY = new NamespaceReadiness.Ready("tenant-acme");
  private static final NamespaceReadiness WAITING =
      new NamespaceReadiness.Progressing("tenant-acme", "Namespace tenant-acme is being deleted");
  private static final Problem TAKEN = new Problem(Reason.NAMESPACE_TAKEN, "somebody else's");

  private final ManualClock clock = new ManualClock();
  private final ResyncSchedule resyncSchedule = new ResyncSchedule(clock, () -> 0, RESYNC_INTERVAL);
  private final RequeuePolicy policy =
      new RequeuePolicy(resyncSchedule, new RequeueBackoff(clock), clock);
  private final Tenant acme = tenant("acme", "displayName: Acme");

  @BeforeEach
  void look_at_everything_once() {
    resyncSchedule.done("acme");
  }

  @Test
  void a_tenant_without_services_is_left_alone_until_the_next_full_resync() {
    assertThat(after(services(), READY)).isEqualTo(RESYNC_INTERVAL);
  }

  @Test
  void a_tenant_at_rest_is_looked_at_again_at_its_full_resync_only() {
    assertThat(after(services(new ServiceOutcome.Ready()), READY)).isEqualTo(RESYNC_INTERVAL);
  }

  @Test
  void a_service_that_is_ready_for_a_time_is_looked_at_when_that_is_over() {
    var ready =
        new ServiceOutcome.Ready(Optional.empty(), Optional.of(clock.instant().plusSeconds(90)));

    assertThat(after(services(ready), READY)).hasSeconds(90);
    clock.advance(Duration.ofSeconds(89));
    assertThat(after(services(ready), READY)).hasSeconds(1);
    clock.advance(Duration.ofSeconds(2));
    assertThat(after(services(ready), READY)).isZero();
  }

  @Test
  void a_full_resync_that_is_due_sooner_comes_first() {
    clock.advance(RESYNC_INTERVAL.minusSeconds(7));

    assertThat(after(services(new ServiceOutcome.Ready()), READY)).hasSeconds(7);
  }

  @Test
  void a_namespace_that_is_on_its_way_is_looked_at_soon() {
    assertThat(after(services(), WAITING)).hasSeconds(2);
  }

  @Test
  void a_namespace_that_waits_for_a_person_is_looked_at_now_and_then() {
    var blocked = new NamespaceReadiness.Blocked("tenant-acme", TAKEN, List.of());

    assertThat(after(services(), blocked)).hasSeconds(30);
    assertThat(after(services(), new NamespaceReadiness.Unknown())).hasSeconds(30);
  }

  @Test
  void a_broken_guard_rail_is_looked_at_as_often_as_it_may_mend_by_itself() {
    assertThat(after(services(), new NamespaceReadiness.Impaired("tenant-acme", TAKEN, true, true)))
        .hasSeconds(2);
    assertThat(
            after(services(), new NamespaceReadiness.Impaired("tenant-acme", TAKEN, false, true)))
        .hasSeconds(30);
  }

  @Test
  void the_service_that_is_in_the_greatest_hurry_decides() {
    var slow = new ServiceOutcome.Blocked(TAKEN, Duration.ofSeconds(30));
    var quick = new ServiceOutcome.Failed(TAKEN, Duration.ofSeconds(5));

    assertThat(after(services(slow, quick, new ServiceOutcome.Ready()), READY)).hasSeconds(5);
  }

  @Test
  void a_service_that_is_going_down_is_looked_at_soon() {
    var leaving =
        new ServicesStep.Results(
            List.of(), List.of(new GoingDown(ServiceName.N8N, "Waiting for pod n8n-0 to end")));

    assertThat(after(leaving, READY)).hasSeconds(2);
  }

  @Test
  void while_nothing_changes_a_tenant_is_looked_at_after_as_long_as_it_has_waited() {
    assertThat(after(services(), WAITING)).hasSeconds(2);
    clock.advance(Duration.ofSeconds(12));
    assertThat(after(services(), WAITING)).hasSeconds(12);
    clock.advance(Duration.ofMinutes(2));
    assertThat(after(services(), WAITING)).as("the longest").hasSeconds(30);
  }

  @Test
  void
      a_service_that_waits_for_a_person_is_looked_at_ever_more_seldom_and_one_that_goes_on_is_not() {
    var blocked = new ServiceOutcome.Blocked(TAKEN, Duration.ofSeconds(30));
    var starting = new ServiceOutcome.Progressing("starting", Duration.ofSeconds(2));
    assertThat(after(services(blocked), READY)).hasSeconds(30);
    clock.advance(Duration.ofMinutes(4));
    assertThat(after(services(blocked), READY)).hasMinutes(4);

    after(services(blocked, starting), READY);
    clock.advance(Duration.ofMinutes(4));
    assertThat(after(services(blocked, starting), READY)).hasSeconds(30);
  }

  @Test
  void a_change_of_the_spec_or_of_what_was_found_begins_anew() {
    after(services(), WAITING);
    clock.advance(Duration.ofSeconds(12));

    assertThat(after(services(new ServiceOutcome.Off()), WAITING)).as("found").hasSeconds(2);

    clock.advance(Duration.ofSeconds(12));
    acme.getMetadata().setGeneration(2L);
    assertThat(after(services(new ServiceOutcome.Off()), WAITING)).as("spec").hasSeconds(2);
  }

  @Test
  void however_long_a_tenant_has_waited_a_full_resync_is_not_missed() {
    after(services(), WAITING);
    clock.advance(RESYNC_INTERVAL.minusSeconds(3));

    assertThat(after(services(), WAITING)).hasSeconds(3);
  }

  @Test
  void a_row_that_asks_to_be_looked_at_sooner_is() {
    Duration sooner = Duration.ofSeconds(1);
    after(services(), WAITING);
    clock.advance(Duration.ofSeconds(12));

    assertThat(policy.after(acme, services(), rowAsking(sooner), WAITING))
        .as("the row has a back-off of its own")
        .isEqualTo(sooner);
    assertThat(policy.after(acme, services(), rowAsking(Duration.ofHours(1)), WAITING))
        .as("a row that can wait holds up nothing")
        .hasSeconds(12);
  }

  private Duration after(ServicesStep.Results services, NamespaceReadiness namespace) {
    return policy.after(acme, services, FakeTenantRows.SYNCED, namespace);
  }

  private static ServicesStep.Results services(ServiceOutcome... outcomes) {
    return new ServicesStep.Results(
        List.of(outcomes).stream()
            .map(
                outcome ->
                    new ServiceResult(
                        ServiceName.N8N,
                        outcome,
                        ServiceResult.Facts.NONE,
                        Optional.empty(),
                        List.of()))
            .toList(),
        List.of());
  }

  private static SyncResult rowAsking(Duration retryAfter) {
    return FakeTenantRows.SYNCED.withRetryAfter(Optional.of(retryAfter));
  }
}
