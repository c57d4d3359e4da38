package io.smarteros.tenant.tenantclass;

import static io.smarteros.tenant.testkit.Manifests.tenant;
import static io.smarteros.tenant.testkit.Manifests.tenantClass;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.events.v1.EventSeries;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.api.tenantclass.TenantClassStatus;
import io.smarteros.tenant.api.tenantclass.TenantClassStatus.Tenants;
import io.smarteros.tenant.cluster.StatusWriter;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.observability.EventRecorder;
import io.smarteros.tenant.supabase.brake.Brakes;
import io.smarteros.tenant.tenantclass.rollout.ClassRevisions;
import io.smarteros.tenant.testkit.InMemoryDatabaseServer;
import io.smarteros.tenant.testkit.ManualClock;
import io.smarteros.tenant.testkit.MockApiServer;
import io.smarteros.tenant.testkit.StatusSubresource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The watch never brings back what was written. */
final class TenantClassMonitorTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final MockApiServer apiServer = new MockApiServer();
  private final KubernetesClient client = apiServer.client();
  private final ManualClock clock = new ManualClock();
  private final EventRecorder events = new EventRecorder(client, "tenant-operator-0", clock);
  private final TenantClass gold = tenantClass("gold", "baseDomain: gold.example.com");
  private final StatusSubresource<TenantClass, TenantClassStatus> status =
      new StatusSubresource<>(apiServer, gold);
  private final List<TenantClass> classes = new ArrayList<>(List.of(gold));
  private final List<Tenant> tenants = new ArrayList<>();
  private final ClassHolds holds = new ClassHolds();
  private final ClassRevisions revisions = new ClassRevisions(client, "smarteros");
  private final ClassSecrets secrets = new ClassSecrets("smarteros", _ -> Optional.empty());
  private final TenantClassMonitor monitor = monitor();

  /** Of one process. */
  private TenantClassMonitor monitor() {
    return new TenantClassMonitor(
        new TenantClassMonitor.Watched(() -> classes, () -> tenants),
        () -> true,
        new ClassInspector(
            secrets,
            new ClassDatabaseServers(
                (_, _) -> new InMemoryDatabaseServer(), secrets, "test", clock),
            client,
            clock,
            clock,
            Runnable::run,
            Duration.ofMinutes(1)),
        holds,
        new TenantClassMonitor.Pace(_ -> Optional.empty(), revisions),
        Brakes.open(),
        new ClassStatusBuilder(clock),
        new StatusWriter<>(
            client, clock, TenantClass::new, ClassStatusBuilder::isTenantsAllThatDiffers),
        events,
        clock);
  }

  @AfterEach
  void close() {
    events.close();
    apiServer.close();
  }

  @Test
  void a_class_that_stands_as_before_is_not_written_again() {
    monitor.look();
    clock.advance(Duration.ofHours(1));
    monitor.look();

    assertThat(status.statuses()).hasSize(1);
    assertThat(status.latest().tenants()).isEqualTo(Tenants.NONE);
  }

  @Test
  void a_fleet_that_comes_up_is_counted_at_most_every_five_seconds() {
    monitor.look();
    for (int i = 0; i < 50; i++) {
      clock.advance(Duration.ofMillis(200));
      tenants.add(tenant("tenant-" + i, "displayName: One of many\nclassName: gold"));
      monitor.look();
    }

    assertThat(status.statuses())
        .extracting(written -> Objects.requireNonNull(written.tenants()).total())
        .containsExactly(0, 25, 50);
  }

  @Test
  void what_is_wrong_is_told_within_a_second() {
    monitor.look();
    clock.advance(SECOND);
    lacksSecret();
    monitor.look();

    assertThat(status.latest().condition(ConditionType.READY).orElseThrow().reason())
        .isEqualTo(Reason.CLASS_SECRET_NOT_FOUND.id());
  }

  @Test
  void a_class_that_is_held_says_why_and_one_that_may_go_is_left_alone() {
    gold.getMetadata().setDeletionTimestamp("2026-11-22T10:00:00Z");
    monitor.look();
    assertThat(status.statuses()).as("it may be gone in a moment").isEmpty();

    holds.hold(gold, "Delete these first: acme");
    monitor.look();

    assertThat(status.latest().condition(ConditionType.STALLED).orElseThrow().message())
        .isEqualTo("Delete these first: acme");
  }

  @Test
  void one_class_whose_status_is_refused_holds_up_no_other_and_is_tried_again_later() {
    TenantClass silver = tenantClass("silver", "baseDomain: silver.example.com");
    StatusSubresource<TenantClass, TenantClassStatus> ofSilver =
        new StatusSubresource<>(apiServer, silver);
    classes.add(silver);
    status.refuseWith(403);
    monitor.look();
    assertThat(ofSilver.statuses()).hasSize(1);

    status.refuseWith(200);
    clock.advance(Duration.ofSeconds(10));
    monitor.look();
    assertThat(status.statuses()).as("too early").isEmpty();

    clock.advance(Duration.ofSeconds(20));
    monitor.look();
    assertThat(status.statuses()).hasSize(1);
  }

  @Test
  void a_kind_that_has_no_status_yet_is_not_asked_for_it_again_and_again()
      throws InterruptedException {
    status.refuseWith(404);
    for (int i = 0; i < 10; i++) {
      monitor.look();
      clock.advance(SECOND);
    }

    assertThat(apiServer.requests()).hasSize(1);
  }

  @Test
  void a_class_that_was_made_again_gets_its_own_status() {
    monitor.look();
    classes.clear();
    monitor.look();
    TenantClass again = tenantClass("gold", "baseDomain: gold.example.com");
    again.getMetadata().setUid("another-uid");
    classes.add(again);
    monitor.look();

    assertThat(status.statuses()).hasSize(2);
  }

  @Test
  void a_class_that_needs_a_person_has_an_event_and_one_more_when_that_is_over() {
    lacksSecret();
    lookAgainAndAgain(monitor);
    assertThat(eventsSoFar(1)).containsExactly("Warning ClassSecretNotFound");

    gold.setStatus(status.latest());
    lookAgainAndAgain(monitor());
    gold.setSpec(tenantClass("gold", "baseDomain: gold.example.com").getSpec());
    TenantClassMonitor next = monitor();
    lookAgainAndAgain(next);
    lookAgainAndAgain(next);

    assertThat(eventsSoFar(2))
        .as("none of the second process, which found the status as it was")
        .containsExactlyInAnyOrder("Warning ClassSecretNotFound", "Normal NotStalled");
  }

  @Test
  void a_class_is_measured_also_while_its_status_is_refused_and_until_it_is_gone() {
    status.refuseWith(403);
    tenants.add(tenant("acme", "displayName: Acme\nclassName: gold"));
    lacksSecret();
    lookAgainAndAgain(monitor);

    assertThat(monitor.measures())
        .singleElement()
        .satisfies(
            measures -> {
              assertThat(measures.name()).isEqualTo("gold");
              assertThat(measures.tenants()).isEqualTo(1);
              assertThat(measures.conditions())
                  .filteredOn(Condition::holds)
                  .extracting(Condition::type)
                  .containsExactly("Stalled", "RowsFollowed");
            });

    classes.clear();
    monitor.look();
    assertThat(monitor.measures()).isEmpty();
  }

  private void lacksSecret() {
    gold.setSpec(
        tenantClass("gold", "baseDomain: gold.example.com\nimagePullSecrets: [registry]")
            .getSpec());
  }

  private void lookAgainAndAgain(TenantClassMonitor looking) {
    for (int i = 0; i < 3; i++) {
      looking.look();
      clock.advance(Duration.ofMinutes(11));
    }
  }

  /** They are written in the background. One that is repeated counts as one more. */
  private List<String> eventsSoFar(int expected) {
    Await.until(
        expected + " Events", Duration.ofSeconds(20), () -> storedEvents().size() >= expected);
    return storedEvents();
  }

  private List<String> storedEvents() {
    return client.events().v1().events().inNamespace("default").list().getItems().stream()
        .flatMap(
            event ->
                Collections.nCopies(
                    Optional.ofNullable(event.getSeries()).map(EventSeries::getCount).orElse(1),
                    "%s %s".formatted(event.getType(), event.getReason()))
                    .stream())
        .toList();
  }
}
