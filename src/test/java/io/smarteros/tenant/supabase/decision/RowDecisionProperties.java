package io.smarteros.tenant.supabase.decision;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.IntNode;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.supabase.decision.ModelTenant.Crash;
import java.util.List;
import java.util.function.UnaryOperator;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tuple;

/** Whatever the Tenant, others and crashes do, in whatever order. */
class RowDecisionProperties {
  /** One thing that happens. */
  sealed interface Event {}

  record TenantChanges(
      String name, int seats, boolean suspended, boolean n8n, boolean routed, boolean odoo)
      implements Event {
    Wish wish() {
      Wish wish =
          Wish.of("acme", name)
              .with("plan", "gold")
              .suspended(suspended)
              .with(ServiceName.N8N, n8n);
      Wish withFacts = routed ? wish : wish.withoutUrl(ServiceName.N8N);
      Wish withSeats = seats == 0 ? withFacts : withFacts.with("seats", IntNode.valueOf(seats));
      return odoo ? withSeats.with(ServiceName.ODOO, true) : withSeats;
    }
  }

  record Sync(Crash crash) implements Event {}

  record ForeignName(String name) implements Event {}

  record ForeignSeats(int seats) implements Event {}

  record ForeignStatus(boolean suspended) implements Event {}

  record ForeignEnabled(boolean enabled) implements Event {}

  record RowVanishes() implements Event {}

  @Provide
  Arbitrary<List<Event>> course() {
    Arbitrary<Boolean> flag = Arbitraries.of(true, false);
    Arbitrary<Event> change =
        Combinators.combine(
                Arbitraries.of("Acme", "Acme Inc.", "Acme S.A."),
                Arbitraries.integers().between(0, 2),
                flag,
                flag,
                flag,
                flag)
            .as(TenantChanges::new);
    return Arbitraries.frequencyOf(
            Tuple.of(3, change),
            Tuple.of(6, Arbitraries.of(Crash.values()).map(Sync::new)),
            Tuple.of(1, Arbitraries.of("Evil", "Acme").map(ForeignName::new)),
            Tuple.of(1, Arbitraries.integers().between(1, 3).map(ForeignSeats::new)),
            Tuple.of(1, flag.map(ForeignStatus::new)),
            Tuple.of(1, flag.map(ForeignEnabled::new)),
            Tuple.of(1, Arbitraries.of(new RowVanishes())))
        .list()
        .ofMaxSize(25);
  }

  @Property(tries = 300, shrinking = ShrinkingMode.BOUNDED)
  void the_rows_end_as_the_tenant_says_and_then_there_is_silence(
      @ForAll("course") List<Event> course) {
    World world = World.after(course);

    SyncResult result = world.tenant.sync(world.wish.wish());

    RowValues values = world.tenant.row().values();
    assertThat(values.name()).isEqualTo(world.wish.name());
    assertThat(values.slug()).isEqualTo("acme");
    assertThat(values.status().equals(RowStatus.SUSPENDED))
        .isEqualTo(world.wish.suspended() || result.suspendedInDatabase());
    assertThat(world.tenant.service("n8n").enabled())
        .isEqualTo(world.wish.n8n() && !result.switchedOffInDatabase().contains(ServiceName.N8N));
    assertThat(world.tenant.service("n8n").config().has("url")).isEqualTo(world.wish.routed());
    if (world.wish.seats() > 0) {
      assertThat(world.tenant.row().metadata().path("seats").asInt()).isEqualTo(world.wish.seats());
    }

    int database = world.tenant.database.writes();
    int record = world.tenant.recordSession.writes();
    SyncResult again = world.tenant.sync(world.wish.wish());
    assertThat(world.tenant.database.writes()).as("writes at rest").isEqualTo(database);
    assertThat(world.tenant.recordSession.writes()).as("writes to the record").isEqualTo(record);
    assertThat(again.corrections()).isEmpty();
    assertThat(again.suspendedInDatabase()).isEqualTo(result.suspendedInDatabase());
  }

  @Property(tries = 300, shrinking = ShrinkingMode.BOUNDED)
  void crashes_change_nothing_in_the_end(@ForAll("course") List<Event> course) {
    List<Event> ours =
        course.stream()
            .filter(event -> event instanceof TenantChanges || event instanceof Sync)
            .toList();
    World world = World.after(ours);

    SyncResult result = world.tenant.sync(world.wish.wish());

    assertThat(result.suspendedInDatabase()).as("nobody else suspended it").isFalse();
    assertThat(result.switchedOffInDatabase()).isEmpty();
    assertThat(result.corrections()).isEmpty();
    assertThat(world.tenant.database.rows().rows()).hasSize(1);
    assertThat(world.tenant.row().values().status())
        .isEqualTo(world.wish.suspended() ? RowStatus.SUSPENDED : RowStatus.ACTIVE);
    assertThat(world.tenant.row().metadata().has("seats")).isEqualTo(world.wish.seats() > 0);
  }

  @Property(tries = 300, shrinking = ShrinkingMode.BOUNDED)
  void nobody_but_a_person_lifts_a_foreign_suspension(@ForAll("course") List<Event> course) {
    World world = World.after(course);
    world.tenant.sync(world.wish.wish());
    world.tenant.sync(world.wish.wish());
    boolean wasActive = world.tenant.row().values().status().equals(RowStatus.ACTIVE);
    world.tenant.edit(Edits.status(RowStatus.SUSPENDED));
    world.tenant.sync(world.wish.wish());

    World.after(course, world.tenant, List.of(ForeignStatus.class, RowVanishes.class));
    SyncResult result = world.tenant.sync(world.wish.wish());

    if (wasActive) {
      assertThat(result.suspendedInDatabase()).isTrue();
      assertThat(world.tenant.row().values().status()).isEqualTo(RowStatus.SUSPENDED);
      String answer =
          result.decisions().stream()
              .filter(decision -> decision.value().startsWith("tenant@"))
              .findFirst()
              .orElseThrow()
              .value();
      Wish released = world.wish.wish().answering(Names.RELEASE_SUSPENSION_ANNOTATION, answer);
      world.tenant.sync(released, Crash.AFTER_INTENT);
      assertThat(world.tenant.sync(released).suspendedInDatabase())
          .as("the release survives a crash")
          .isFalse();
    }
  }

  private static final class World {
    final ModelTenant tenant;
    TenantChanges wish = new TenantChanges("Acme", 0, false, true, true, false);

    private World(ModelTenant tenant) {
      this.tenant = tenant;
    }

    static World after(List<Event> course) {
      return after(course, new ModelTenant(), List.of());
    }

    static World after(
        List<Event> course, ModelTenant tenant, List<Class<? extends Event>> excluded) {
      World world = new World(tenant);
      course.stream().filter(event -> !excluded.contains(event.getClass())).forEach(world::play);
      return world;
    }

    private void play(Event event) {
      switch (event) {
        case TenantChanges changes -> wish = changes;
        case Sync sync -> {
          var _ = tenant.sync(wish.wish(), sync.crash());
        }
        case ForeignName foreign -> edit(Edits.name(foreign.name()));
        case ForeignSeats foreign ->
            edit(Edits.metadata("seats", IntNode.valueOf(foreign.seats())));
        case ForeignStatus foreign ->
            edit(Edits.status(foreign.suspended() ? RowStatus.SUSPENDED : RowStatus.ACTIVE));
        case ForeignEnabled foreign -> edit(Edits.enabled("n8n", foreign.enabled()));
        case RowVanishes _ -> {
          if (tenant.hasRow()) {
            tenant.database.remove(tenant.record().id());
          }
        }
      }
    }

    private void edit(UnaryOperator<ObservedRow> change) {
      if (tenant.hasRow()) {
        tenant.edit(change);
      }
    }
  }
}
