package io.smarteros.tenant.tenantclass;

import static io.smarteros.tenant.api.ConditionType.DATABASE_REACHABLE;
import static io.smarteros.tenant.api.ConditionType.READY;
import static io.smarteros.tenant.api.ConditionType.RECONCILING;
import static io.smarteros.tenant.api.ConditionType.ROLLED_OUT;
import static io.smarteros.tenant.api.ConditionType.ROUTING_FOUND;
import static io.smarteros.tenant.api.ConditionType.ROWS_FOLLOWED;
import static io.smarteros.tenant.api.ConditionType.SECRETS_FOUND;
import static io.smarteros.tenant.api.ConditionType.STALLED;
import static io.smarteros.tenant.testkit.Manifests.tenantClass;
import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.tenantclass.BrakeStatus;
import io.smarteros.tenant.api.tenantclass.RolloutStatus;
import io.smarteros.tenant.api.tenantclass.RolloutStatus.FailedTenant;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.api.tenantclass.TenantClassStatus;
import io.smarteros.tenant.api.tenantclass.TenantClassStatus.Tenants;
import io.smarteros.tenant.supabase.brake.BrakeCause;
import io.smarteros.tenant.supabase.brake.HeldRows;
import io.smarteros.tenant.supabase.brake.RowBrake;
import io.smarteros.tenant.tenantclass.rollout.RolloutState;
import io.smarteros.tenant.testkit.ManualClock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

final class ClassStatusBuilderTest {
  private static final Tenants TENANTS = new Tenants(3, 2, 1, 0, 1);
  private static final Finding HOLDS = new Finding.Holds("well");
  private static final Finding NO_SECRET =
      new Finding.Fails(new Problem(Reason.CLASS_SECRET_NOT_FOUND, "There is no Secret mail"));
  private static final Finding DOWN =
      new Finding.Fails(new Problem(Reason.DATABASE_UNREACHABLE, "PostgreSQL does not answer"));
  private static final Finding NO_GATEWAY =
      new Finding.Fails(new Problem(Reason.ROUTING_NOT_FOUND, "Gateway a/b does not exist"));

  private final ManualClock clock = new ManualClock();
  private final ClassStatusBuilder builder = new ClassStatusBuilder(clock);
  private Optional<RolloutState> rollout = Optional.empty();
  private Optional<RowBrake.State> brake = Optional.empty();
  private final TenantClass gold = tenantClass("gold", "baseDomain: gold.example.com");

  @Test
  void a_class_is_ready_when_all_that_it_names_is_there() {
    TenantClassStatus status =
        build(
            Map.of(SECRETS_FOUND, HOLDS, DATABASE_REACHABLE, HOLDS, ROUTING_FOUND, HOLDS),
            Optional.empty());

    assertThat(status.observedGeneration()).isEqualTo(1);
    assertThat(status.tenants()).isEqualTo(TENANTS);
    assertThat(status.conditions())
        .extracting(Condition::type)
        .containsExactly(
            "Ready",
            "Reconciling",
            "Stalled",
            "SecretsFound",
            "DatabaseReachable",
            "RoutingFound",
            "RowsFollowed");
    assertThat(status.conditions())
        .allSatisfy(
            condition ->
                assertThat(condition.status())
                    .as(condition.type())
                    .isEqualTo(
                        condition.type().equals("Reconciling") || condition.type().equals("Stalled")
                            ? Condition.Status.FALSE
                            : Condition.Status.TRUE));
  }

  @Test
  void a_class_says_nothing_of_a_part_that_it_does_not_have() {
    TenantClassStatus status = build(Map.of(), Optional.empty());

    assertThat(status.conditions())
        .extracting(Condition::type)
        .containsExactly("Ready", "Reconciling", "Stalled", "RowsFollowed");
    assertStands(status, READY, Condition.Status.TRUE, Reason.READY);
  }

  @Test
  void what_only_a_person_can_mend_stalls_the_class() {
    TenantClassStatus status =
        build(Map.of(SECRETS_FOUND, NO_SECRET, DATABASE_REACHABLE, HOLDS), Optional.empty());

    assertStands(status, SECRETS_FOUND, Condition.Status.FALSE, Reason.CLASS_SECRET_NOT_FOUND);
    assertStands(status, READY, Condition.Status.FALSE, Reason.CLASS_SECRET_NOT_FOUND);
    assertStands(status, STALLED, Condition.Status.TRUE, Reason.CLASS_SECRET_NOT_FOUND);
    assertStands(status, RECONCILING, Condition.Status.FALSE, Reason.NOT_RECONCILING);
    assertThat(message(status, READY)).isEqualTo("There is no Secret mail");
  }

  @Test
  void a_server_that_may_come_back_by_itself_does_not_stall_the_class() {
    TenantClassStatus status = build(Map.of(DATABASE_REACHABLE, DOWN), Optional.empty());

    assertStands(status, READY, Condition.Status.FALSE, Reason.DATABASE_UNREACHABLE);
    assertStands(status, RECONCILING, Condition.Status.TRUE, Reason.DATABASE_UNREACHABLE);
    assertStands(status, STALLED, Condition.Status.FALSE, Reason.NOT_STALLED);
  }

  @Test
  void a_class_is_not_stalled_while_anything_may_come_back_by_itself() {
    TenantClassStatus status =
        build(Map.of(DATABASE_REACHABLE, DOWN, ROUTING_FOUND, NO_GATEWAY), Optional.empty());

    assertStands(status, RECONCILING, Condition.Status.TRUE, Reason.DATABASE_UNREACHABLE);
    assertStands(status, STALLED, Condition.Status.FALSE, Reason.NOT_STALLED);
    assertThat(status.condition(READY).orElseThrow().reason())
        .as("what a person can do comes first")
        .isEqualTo(Reason.ROUTING_NOT_FOUND.id());
  }

  @Test
  void a_class_that_is_used_and_shall_go_says_by_whom() {
    TenantClassStatus status =
        build(Map.of(DATABASE_REACHABLE, DOWN), Optional.of("Delete these first: acme"));

    assertStands(status, READY, Condition.Status.FALSE, Reason.CLASS_IN_USE);
    assertStands(status, STALLED, Condition.Status.TRUE, Reason.CLASS_IN_USE);
    assertThat(message(status, STALLED)).isEqualTo("Delete these first: acme");
    assertStands(status, RECONCILING, Condition.Status.FALSE, Reason.NOT_RECONCILING);
    assertStands(status, DATABASE_REACHABLE, Condition.Status.FALSE, Reason.DATABASE_UNREACHABLE);
  }

  @Test
  void what_nobody_has_looked_at_is_unknown_and_in_progress() {
    TenantClassStatus status =
        build(Map.of(DATABASE_REACHABLE, new Finding.NotYet()), Optional.empty());

    assertStands(status, DATABASE_REACHABLE, Condition.Status.UNKNOWN, Reason.PROGRESSING);
    assertStands(status, READY, Condition.Status.FALSE, Reason.PROGRESSING);
    assertStands(status, RECONCILING, Condition.Status.TRUE, Reason.PROGRESSING);
  }

  @Test
  void after_a_restart_the_status_stands_until_somebody_has_looked() {
    gold.setStatus(build(Map.of(DATABASE_REACHABLE, DOWN), Optional.empty()));
    clock.advance(Duration.ofHours(1));

    assertThat(build(Map.of(DATABASE_REACHABLE, new Finding.NotYet()), Optional.empty()))
        .isEqualTo(gold.getStatus());
  }

  @Test
  void what_was_found_of_an_earlier_manifest_says_nothing_of_this_one() {
    gold.setStatus(build(Map.of(DATABASE_REACHABLE, HOLDS), Optional.empty()));
    gold.getMetadata().setGeneration(2L);

    assertStands(
        build(Map.of(DATABASE_REACHABLE, new Finding.NotYet()), Optional.empty()),
        DATABASE_REACHABLE,
        Condition.Status.UNKNOWN,
        Reason.PROGRESSING);
  }

  @Test
  void what_cannot_be_told_is_unknown_with_the_reason() {
    TenantClassStatus status =
        build(
            Map.of(
                ROUTING_FOUND,
                new Finding.Unclear(new Problem(Reason.REFUSED_BY_CLUSTER, "may not read"))),
            Optional.empty());

    assertStands(status, ROUTING_FOUND, Condition.Status.UNKNOWN, Reason.REFUSED_BY_CLUSTER);
    assertStands(status, READY, Condition.Status.FALSE, Reason.REFUSED_BY_CLUSTER);
    assertStands(status, STALLED, Condition.Status.TRUE, Reason.REFUSED_BY_CLUSTER);
  }

  @Test
  void the_time_of_a_condition_is_that_of_its_last_change() {
    gold.setStatus(build(Map.of(DATABASE_REACHABLE, HOLDS), Optional.empty()));
    clock.advance(Duration.ofHours(1));

    TenantClassStatus later = build(Map.of(DATABASE_REACHABLE, DOWN), Optional.empty());

    assertThat(later.condition(DATABASE_REACHABLE).orElseThrow().lastTransitionTime())
        .isEqualTo(clock.instant().toString());
    assertThat(later.condition(STALLED)).isEqualTo(gold.getStatus().condition(STALLED));
  }

  @Test
  void only_how_many_tenants_there_are_can_wait() {
    TenantClassStatus status = build(Map.of(DATABASE_REACHABLE, HOLDS), Optional.empty());
    TenantClassStatus oneMore =
        new TenantClassStatus(
            status.observedGeneration(),
            status.conditions(),
            new Tenants(4, 2, 2, 0, 1),
            null,
            null);
    TenantClassStatus down = build(Map.of(DATABASE_REACHABLE, DOWN), Optional.empty());

    assertThat(ClassStatusBuilder.isTenantsAllThatDiffers(status, oneMore)).isTrue();
    assertThat(ClassStatusBuilder.isTenantsAllThatDiffers(status, down)).isFalse();
  }

  @Test
  void a_class_is_ready_when_nobody_waits_for_a_turn() {
    rollout =
        Optional.of(new RolloutState(RolloutStatus.Phase.COMPLETE, 0, List.of(), List.of(), 0));
    TenantClassStatus complete = build(Map.of(), Optional.empty());
    assertStands(complete, ROLLED_OUT, Condition.Status.TRUE, Reason.READY);
    assertStands(complete, READY, Condition.Status.TRUE, Reason.READY);

    rollout =
        Optional.of(
            new RolloutState(RolloutStatus.Phase.PROGRESSING, 7, List.of("acme"), List.of(), 0));
    TenantClassStatus progressing = build(Map.of(), Optional.empty());
    assertStands(progressing, ROLLED_OUT, Condition.Status.FALSE, Reason.ROLLING_OUT);
    assertStands(progressing, RECONCILING, Condition.Status.TRUE, Reason.ROLLING_OUT);
    assertThat(message(progressing, ROLLED_OUT)).isEqualTo("Tenants have their turn: acme. 7 wait");
  }

  @Test
  void after_a_restart_a_rollout_stands_until_every_tenant_was_looked_at() {
    RolloutState.Failed acme = new RolloutState.Failed("acme", clock.instant(), "does not start");
    rollout =
        Optional.of(new RolloutState(RolloutStatus.Phase.HALTED, 7, List.of(), List.of(acme), 0));
    gold.setStatus(build(Map.of(), Optional.empty()));

    rollout =
        Optional.of(new RolloutState(RolloutStatus.Phase.COMPLETE, 0, List.of(), List.of(), 8));

    assertThat(build(Map.of(), Optional.empty())).isEqualTo(gold.getStatus());
  }

  @Test
  void a_halted_rollout_needs_a_person_and_says_which_tenants_failed_and_how_to_go_on() {
    rollout =
        Optional.of(
            new RolloutState(
                RolloutStatus.Phase.HALTED,
                7,
                List.of(),
                List.of(
                    new RolloutState.Failed(
                        "acme", Instant.parse("2026-11-22T10:00:00Z"), "n8n does not start")),
                0));

    TenantClassStatus halted = build(Map.of(), Optional.empty());

    assertStands(halted, STALLED, Condition.Status.TRUE, Reason.ROLLOUT_HALTED);
    assertThat(message(halted, ROLLED_OUT))
        .contains(
            "acme: n8n does not start",
            "7 wait",
            "smarteros.io/resume-rollout: \"2026-11-22T10:00:00Z\"");
    assertThat(halted.rollout())
        .isEqualTo(
            new RolloutStatus(
                RolloutStatus.Phase.HALTED,
                7,
                List.of(),
                List.of(new FailedTenant("acme", "2026-11-22T10:00:00Z", "n8n does not start"))));
  }

  @Test
  void rows_that_are_held_need_a_person_who_is_told_the_token() {
    brake =
        Optional.of(
            new RowBrake.State(
                new HeldRows(
                    BrakeCause.EMPTY_TABLE, "1f2e3d4c", Instant.parse("2026-11-22T10:00:00Z")),
                List.of("acme", "globex")));

    TenantClassStatus held = build(Map.of(), Optional.empty());

    assertStands(held, STALLED, Condition.Status.TRUE, Reason.HELD_BY_BRAKE);
    assertThat(message(held, ROWS_FOLLOWED))
        .startsWith("The table tenants is empty.")
        .endsWith("annotate TenantClass gold with smarteros.io/release-brake: \"1f2e3d4c\"");
    assertThat(held.brake())
        .isEqualTo(
            new BrakeStatus(
                "EmptyTable", "1f2e3d4c", "2026-11-22T10:00:00Z", 2, List.of("acme", "globex")));

    brake = Optional.empty();
    TenantClassStatus released = build(Map.of(), Optional.empty());
    assertStands(released, ROWS_FOLLOWED, Condition.Status.TRUE, Reason.READY);
    assertThat(released.brake()).isNull();
  }

  private TenantClassStatus build(Map<ConditionType, Finding> parts, Optional<String> heldFor) {
    return builder.build(
        gold, new ClassFacts(new TreeMap<>(parts), TENANTS, rollout, brake, heldFor));
  }

  private static void assertStands(
      TenantClassStatus status, ConditionType type, Condition.Status expected, Reason reason) {
    Condition condition = status.condition(type).orElseThrow();
    assertThat(condition.status()).as(type.id()).isEqualTo(expected);
    assertThat(condition.reason()).as(type.id()).isEqualTo(reason.id());
  }

  private static String message(TenantClassStatus status, ConditionType type) {
    return status.condition(type).orElseThrow().message();
  }
}
