package io.smarteros.tenant.observability;

import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetricsV2;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.ConditionType;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.service.ServiceOutcome;
import io.smarteros.tenant.supabase.feed.FeedStatus;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the operator measures, for Prometheus. No label bears a tenant's name: their number has no
 * bound. {@code docs/metrics.md} lists them all.
 */
public final class OperatorMetrics implements AutoCloseable {
  private static final String PREFIX = "tenant.operator.";
  private static final List<String> WITHOUT_PREFIX = List.of("jvm.", "process.", "system.");

  private static final List<String> CONDITIONS =
      Stream.concat(
              ConditionType.ofTenant().stream()
                  .filter(type -> type != ConditionType.SERVICE_READY)
                  .map(ConditionType::id),
              Stream.of(ServiceName.values()).map(ServiceName::conditionType))
          .toList();

  private record ConditionState(String type, Condition.Status status) {}

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbageCollection = new JvmGcMetrics();

  private volatile Supplier<? extends Collection<Tenant>> tenants = List::of;
  private volatile Map<ConditionState, Long> tenantsByCondition = Map.of();
  private volatile BooleanSupplier leading = () -> false;
  private volatile Supplier<List<ClassMeasures>> classes = List::of;
  private final ClassMetrics classMetrics;

  /**
   * Starts at zero.
   *
   * @param version of the operator
   */
  public OperatorMetrics(String version) {
    registry.config().meterFilter(prefix());
    classMetrics = new ClassMetrics(registry);
    for (String type : CONDITIONS) {
      for (Condition.Status status : Condition.Status.values()) {
        registerTenants(new ConditionState(type, status));
      }
    }
    Gauge.builder("leader", () -> leading.getAsBoolean() ? 1 : 0)
        .description("1 where this replica acts")
        .register(registry);
    Gauge.builder("build.info", () -> 1)
        .description("Always 1; the labels say what runs")
        .tag("version", version)
        .tag("java", Runtime.version().toString())
        .register(registry);
    new JvmMemoryMetrics().bindTo(registry);
    garbageCollection.bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** The SDK's names are generic and would clash with those of other programs. */
  private static MeterFilter prefix() {
    return new MeterFilter() {
      @Override
      public MeterFilterReply accept(Meter.Id id) {
        // the SDK counts these with different sets of labels, which Prometheus does not take
        return id.getName().endsWith("events.received")
            ? MeterFilterReply.DENY
            : MeterFilterReply.NEUTRAL;
      }

      @Override
      public Meter.Id map(Meter.Id id) {
        return WITHOUT_PREFIX.stream().anyMatch(id.getName()::startsWith)
            ? id
            : id.withName(PREFIX + id.getName());
      }
    };
  }

  private void registerTenants(ConditionState state) {
    Gauge.builder("tenants", () -> tenantsByCondition.getOrDefault(state, 0L))
        .description("Tenants by the status of each condition")
        .tag("condition", state.type())
        .tag("status", text(state.status()))
        .register(registry);
  }

  private static String text(Condition.Status status) {
    return switch (status) {
      case TRUE -> "True";
      case FALSE -> "False";
      case UNKNOWN -> "Unknown";
    };
  }

  /** What the SDK reports of its queue and its reconciliations. */
  public Metrics ofSdk() {
    return MicrometerMetricsV2.newBuilder(registry).build();
  }

  /** The tenants to count, asked at each scrape. */
  public void countTenants(Supplier<? extends Collection<Tenant>> source) {
    tenants = source;
  }

  /** The classes that this replica looks after, asked at each scrape. */
  public void measureClasses(Supplier<List<ClassMeasures>> source) {
    classes = source;
  }

  public void reportLeadership(BooleanSupplier source) {
    leading = source;
  }

  /** How changes of rows are noticed, asked at each scrape. */
  public void reportFeed(FeedStatus status) {
    new FeedMetrics(status).bindTo(registry);
  }

  /** Call it once per tenant, when it is Ready for the first time. */
  public void tenantBecameReady(Duration sinceCreation) {
    Timer.builder("tenant.ready")
        .description("From the creation of a tenant until it was Ready for the first time")
        .serviceLevelObjectives(
            Stream.of(5, 10, 15, 30, 60, 120, 300, 600, 1800, 3600)
                .map(Duration::ofSeconds)
                .toArray(Duration[]::new))
        .register(registry)
        .record(sinceCreation);
  }

  /** The API server did not take the status of a Tenant. */
  public void statusNotWritten() {
    Counter.builder("status.failures")
        .description("Statuses of Tenants that could not be written")
        .register(registry)
        .increment();
  }

  /** Drift of an object was reverted. */
  public void driftCorrected(String kind) {
    Counter.builder("drift.corrections")
        .description("Objects that somebody changed or deleted, reverted")
        .tag("kind", kind)
        .register(registry)
        .increment();
  }

  /** The reconciliation of one service of a tenant ended. */
  public void serviceOutcome(ServiceName service, ServiceOutcome outcome) {
    Counter.builder("service.outcomes")
        .description("Reconciliations of one service of a tenant, by outcome")
        .tag("service", service.id())
        .tag("outcome", text(outcome))
        .register(registry)
        .increment();
  }

  private static String text(ServiceOutcome outcome) {
    return switch (outcome) {
      case ServiceOutcome.Ready _ -> "ready";
      case ServiceOutcome.Progressing _ -> "progressing";
      case ServiceOutcome.Blocked _ -> "blocked";
      case ServiceOutcome.Failed _ -> "failed";
      case ServiceOutcome.Off _ -> "off";
    };
  }

  /**
   * The row of a tenant was compared and, where needed, written.
   *
   * @param result the reason of the condition SupabaseSynced
   */
  public void supabaseSync(Reason result) {
    Counter.builder("supabase.sync")
        .description("Attempts to bring a tenant's row up to date, by result")
        .tag("result", result.id())
        .register(registry)
        .increment();
  }

  void apiRequest(ApiRequest request, String code) {
    Counter.builder("api.requests")
        .description("Requests to the Kubernetes API server")
        .tag("verb", request.verb())
        .tag("resource", request.resource())
        .tag("code", code)
        .register(registry)
        .increment();
  }

  /** All metrics in Prometheus' text format. */
  public synchronized String scrape() {
    classMetrics.set(classes.get());
    tenantsByCondition =
        tenants.get().stream()
            .map(tenant -> Optional.ofNullable(tenant.getStatus()))
            .flatMap(Optional::stream)
            .flatMap(status -> status.conditions().stream())
            .map(condition -> new ConditionState(condition.type(), condition.status()))
            .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
    return registry.scrape();
  }

  @Override
  public void close() {
    garbageCollection.close();
    registry.close();
  }
}
