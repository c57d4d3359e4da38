package io.smarteros.tenant.operator;

import io.smarteros.tenant.api.ServiceName;
import io.smarteros.tenant.service.Answer;
import io.smarteros.tenant.service.ServicePlan;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Asks applications whether they are ready, each at most once a minute while it is well. A pass
 * that some event causes in between relies on the last answer.
 */
final class HealthChecks {
  private final InstantSource clock;
  private final Map<Asked, Instant> wellSince = new ConcurrentHashMap<>();

  HealthChecks(InstantSource clock) {
    this.clock = clock;
  }

  Health ask(Lane lane, ServicePlan plan) {
    Asked asked = new Asked(lane.tenant().name(), lane.resolved().name());
    Instant lastWell = wellSince.getOrDefault(asked, Instant.MIN);
    // The next visit is due after a minute: it must not find this answer still good.
    boolean recent = lastWell.isAfter(clock.instant().minus(Visits.WHEN_READY.dividedBy(2)));
    if (recent) {
      return new Well();
    }
    return switch (lane.service().answers(plan)) {
      case Answer.Healthy _ -> {
        wellSince.put(asked, clock.instant());
        yield new Well();
      }
      case Answer.NotYet notYet -> {
        wellSince.remove(asked);
        yield new Unwell(notYet.message());
      }
    };
  }

  void forget(String tenant) {
    wellSince.keySet().removeIf(asked -> asked.tenant().equals(tenant));
  }

  /** What is known of an application's health. */
  sealed interface Health {}

  record Well() implements Health {}

  record Unwell(String message) implements Health {}

  private record Asked(String tenant, ServiceName service) {}
}
