package io.smarteros.tenant.observability;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.stream.Stream;

/** What is measured of each class, until it is gone. People make classes: they stay few. */
final class ClassMetrics {
  private static final String CLASS = "class";

  private final MultiGauge tenants;
  private final MultiGauge conditions;
  private final MultiGauge rolloutTenants;
  private final MultiGauge rolloutHalted;

  ClassMetrics(MeterRegistry registry) {
    tenants = gauge(registry, "class.tenants", "Tenants of each class");
    conditions = gauge(registry, "class.condition", "1 where the condition of the class is True");
    rolloutTenants =
        gauge(registry, "class.rollout.tenants", "Tenants of each class, by how its roll-out is");
    rolloutHalted =
        gauge(registry, "class.rollout.halted", "1 where the roll-out of the class is halted");
  }

  private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
    return MultiGauge.builder(name).description(description).register(registry);
  }

  /** Replaces all that was measured before. */
  void set(List<ClassMeasures> classes) {
    register(tenants, classes.stream().map(one -> row(one.tenants(), CLASS, one.name())));
    register(conditions, classes.stream().flatMap(ClassMetrics::conditions));
    register(
        rolloutTenants,
        classes.stream()
            .flatMap(one -> one.rollout().stream().flatMap(rollout -> states(one, rollout))));
    register(
        rolloutHalted,
        classes.stream()
            .flatMap(
                one ->
                    one.rollout().stream()
                        .map(rollout -> row(rollout.halted() ? 1 : 0, CLASS, one.name()))));
  }

  private static void register(MultiGauge gauge, Stream<Row<Number>> rows) {
    gauge.register(rows.toList(), true);
  }

  private static Stream<Row<Number>> conditions(ClassMeasures of) {
    return of.conditions().stream()
        .map(
            condition ->
                row(condition.holds() ? 1 : 0, CLASS, of.name(), "condition", condition.type()));
  }

  private static Stream<Row<Number>> states(ClassMeasures of, ClassMeasures.Rollout rollout) {
    int notUpdated = rollout.waiting() + rollout.changing() + rollout.failed();
    return Stream.of(
        state(of, "waiting", rollout.waiting()),
        state(of, "changing", rollout.changing()),
        state(of, "failed", rollout.failed()),
        // the two numbers are not counted at the same moment
        state(of, "updated", Math.max(0, of.tenants() - notUpdated)));
  }

  private static Row<Number> state(ClassMeasures of, String state, int number) {
    return row(number, CLASS, of.name(), "state", state);
  }

  private static Row<Number> row(int value, String... tags) {
    return Row.of(Tags.of(tags), value);
  }
}
