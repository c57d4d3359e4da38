package io.smarteros.tenant.observability;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.smarteros.tenant.supabase.feed.FeedStatus;
import io.smarteros.tenant.supabase.feed.FeedStatus.Watch;
import io.smarteros.tenant.supabase.feed.SchemaMode;
import java.time.Duration;
import java.util.Locale;

/** How changes of rows in Supabase are noticed. */
record FeedMetrics(FeedStatus status) implements MeterBinder {

  @Override
  public void bindTo(MeterRegistry registry) {
    for (SchemaMode mode : SchemaMode.values()) {
      Gauge.builder("supabase.mode", () -> status.mode() == mode ? 1 : 0)
          .description("1 for the mode in which the tables can be used")
          .tag("mode", text(mode))
          .register(registry);
    }
    for (Watch watch : Watch.values()) {
      Gauge.builder("supabase.feed", () -> status.watch() == watch ? 1 : 0)
          .description("1 for the way in which changes of rows are noticed")
          .tag("state", text(watch))
          .register(registry);
    }
    Gauge.builder("supabase.feed.full.compare.age", this::secondsSinceFullCompare)
        .description("Since all rows were compared")
        .baseUnit("seconds")
        .register(registry);
    FunctionCounter.builder("supabase.feed.reconnects", status, FeedStatus::reconnects)
        .description("How often the connection for notifications was lost")
        .register(registry);
    FunctionCounter.builder("supabase.feed.hints", status, FeedStatus::hints)
        .description("Notifications that came, whoever sent them")
        .register(registry);
  }

  private static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private double secondsSinceFullCompare() {
    return status
        .sinceFullCompare()
        .map(Duration::toMillis)
        .map(ms -> ms / 1000.0)
        .orElse(Double.NaN);
  }
}
