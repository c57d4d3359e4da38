package io.smarteros.tenant.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.monitoring.AggregatedMetrics;
import io.smarteros.tenant.cluster.Inventory;
import io.smarteros.tenant.health.HealthMonitor;
import io.smarteros.tenant.observability.EventRecorder;
import io.smarteros.tenant.observability.OperatorMetrics;
import io.smarteros.tenant.operator.configuration.Configuration;
import io.smarteros.tenant.operator.configuration.Configuration.SupabaseDatabase;
import io.smarteros.tenant.operator.health.HealthStatus;
import io.smarteros.tenant.operator.health.LivenessMetrics;
import io.smarteros.tenant.operator.health.LivenessMonitor;
import io.smarteros.tenant.operator.health.ManagementServer;
import io.smarteros.tenant.reconcile.ReconcileReporter;
import io.smarteros.tenant.reconcile.TenantEventSources;
import io.smarteros.tenant.record.RecordStore;
import io.smarteros.tenant.rowimport.RowImport;
import io.smarteros.tenant.supabase.ImportSource;
import io.smarteros.tenant.supabase.SupabaseRows;
import io.smarteros.tenant.supabase.TenantRows;
import io.smarteros.tenant.supabase.brake.RowBrake;
import io.smarteros.tenant.supabase.connection.SupabaseConnection;
import io.smarteros.tenant.supabase.connection.SupabaseLogin;
import io.smarteros.tenant.tenantclass.ClassDatabaseServers;
import io.smarteros.tenant.tenantclass.ClassInspector;
import io.smarteros.tenant.tenantclass.ClassSecrets;
import io.smarteros.tenant.tenantclass.TenantClassMonitor;
import io.smarteros.tenant.tenantclass.rollout.ClassRevisions;
import io.smarteros.tenant.tenantclass.rollout.Rollouts;
import io.smarteros.tenant.work.ReconcileExecutor;
import io.smarteros.tenant.work.RepeatedTask;
import io.smarteros.tenant.work.RequeueTimers;
import io.smarteros.tenant.work.WorkPermits;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the operator together. The one place that knows all parts. */
final class TenantOperator {
  private static final Logger log = LoggerFactory.getLogger(TenantOperator.class);

  /** With 10,000 tenants, reading all of their objects takes a core more than a minute. */
  private static final Duration FIRST_LISTS = Duration.ofMinutes(10);

  /** Over all tenants: enough for many that do not answer within their ten seconds. */
  private static final int OPEN_HEALTH_CHECKS = 256;

  private static final Duration LIVENESS_INTERVAL = Duration.ofSeconds(10);

  private final Configuration configuration;
  private final BiFunction<RandomGenerator, InstantSource, Applications> applications;
  private final InstantSource clock = InstantSource.system();

  /** For intervals: the other one may be set. */
  private final InstantSource steady = new MonotonicClock(clock.instant());

  private final SecureRandom random = new SecureRandom();

  /**
   * Not started yet.
   *
   * @param applications that tenants may have, made with a source of keys and a clock that nobody
   *     sets
   */
  TenantOperator(
      Configuration configuration,
      BiFunction<RandomGenerator, InstantSource, Applications> applications) {
    this.configuration = configuration;
    this.applications = applications;
  }

  /** Returns while the operator runs on; problems of servers are waited out, not thrown. */
  void start() throws IOException, InterruptedException {
    Logging.configure(configuration.logFormat());
    OperatorMetrics metrics = new OperatorMetrics(version());
    LivenessMonitor livenessMonitor = new LivenessMonitor(LivenessMonitor.Bounds.DEFAULT, steady);
    KubernetesClient client = KubernetesClientFactory.open(metrics);
    EventRecorder events = new EventRecorder(client, configuration.instance(), clock);
    WorkPermits permits = new WorkPermits(configuration.reconcileParallelism());
    ReconcileExecutor executor = new ReconcileExecutor(permits);
    SdkFailures failures = new SdkFailures(client, events, executor);
    Leadership leadership =
        new Leadership(
            configuration.leaderElection(),
            configuration.namespace(),
            configuration.instance(),
            () -> Runtime.getRuntime().halt(1));
    Operator operator =
        new Operator(
            sdk -> {
              configure(sdk, client, executor);
              sdk.withMetrics(
                  new AggregatedMetrics(
                      List.of(metrics.ofSdk(), new LivenessMetrics(livenessMonitor), failures)));
              leadership.configure(sdk);
            });
    ManagementServer endpoints =
        ManagementServer.start(
            configuration.http(),
            livenessMonitor::check,
            () -> readiness(operator),
            metrics::scrape);
    RepeatedTask ticker =
        RepeatedTask.every(
            LIVENESS_INTERVAL, "liveness", () -> executor.execute(livenessMonitor::beat));
    ApiServerCheck server =
        new ApiServerCheck(
            client, configuration.leaderElection().map(_ -> configuration.namespace()));
    server.awaitUsable();
    Inventory inventory = new Inventory(client);
    TenantEventSources eventSources = new TenantEventSources(configuration.namespace(), inventory);
    RequeueTimers timers = new RequeueTimers(permits, eventSources::requeue);
    RecordStore records = new RecordStore(client, configuration.namespace());
    RowBrake brake = new RowBrakeFactory(eventSources).create(records, clock, random);
    Optional<SupabaseConnection> connection =
        configuration
            .database()
            .map(database -> new SupabaseConnection(login(database), steady, random));
    RowImportFactory imports =
        new RowImportFactory(
            client, eventSources, records, brake, leadership::isLeading, clock, steady);
    Optional<RowImport> rowImport =
        connection.flatMap(
            open ->
                configuration
                    .rowImport()
                    .map(configured -> imports.create(new ImportSource(open), configured)));
    Optional<SupabaseRows> supabase =
        connection.map(
            open ->
                new SupabaseRows(
                    open,
                    brake,
                    steady,
                    random,
                    eventSources::changedOutside,
                    ids -> rowImport.ifPresent(imported -> imported.hint(ids)),
                    configuration.database().orElseThrow().fullCompareInterval()));
    TenantRows rows = supabase.<TenantRows>map(Function.identity()).orElseGet(TenantRows::none);
    ExecutorService healthChecks =
        Executors.newFixedThreadPool(OPEN_HEALTH_CHECKS, Thread.ofVirtual().factory());
    HealthMonitor healthMonitor =
        new HealthMonitor(steady, random, healthChecks, eventSources::changedOutside);
    ClassRevisions revisions = new ClassRevisions(client, configuration.namespace());
    Rollouts rollouts =
        new Rollouts(
            records::all, eventSources::tenantNamesIn, eventSources::changedOutside, clock);
    ClassSecrets classSecrets =
        new ClassSecrets(configuration.namespace(), eventSources::classSecret);
    ClassDatabaseServers databases =
        ClassServersFactory.create(
            configuration, classSecrets, server::clusterId, permits, clock, steady, random);
    new TenantControllerFactory(
            configuration,
            applications.apply(random, steady),
            classSecrets,
            databases,
            clock,
            steady,
            random)
        .register(
            operator,
            client,
            inventory,
            eventSources,
            new UnhurriedTenantRows(rows, permits),
            healthMonitor,
            permits,
            timers,
            failures,
            new ReconcileReporter(metrics, events, clock),
            revisions,
            rollouts,
            leadership::isEnding);
    TenantClassController classes = new TenantClassController(client, eventSources, events);
    classes.register(operator, configuration.namespace());
    ExecutorService classChecks = Executors.newVirtualThreadPerTaskExecutor();
    TenantClassMonitor classMonitor =
        classes.monitor(
            leadership::isLeading,
            new ClassInspector(
                classSecrets,
                databases,
                client,
                clock,
                steady,
                classChecks,
                ClassServersFactory.interval(configuration)),
            new TenantClassMonitor.Pace(rollouts::state, revisions),
            brake,
            clock,
            steady);
    metrics.countTenants(eventSources::tenants);
    metrics.measureClasses(classMonitor::measures);
    metrics.reportLeadership(leadership::isLeading);
    supabase.map(SupabaseRows::feedStatus).ifPresent(metrics::reportFeed);
    KubernetesClient leaseClient = leaseClient(client, metrics);
    leadership.installShutdownHook(
        operator,
        () -> {
          timers.close();
          ticker.close();
          endpoints.close();
          classMonitor.close();
          classChecks.shutdownNow();
          healthMonitor.close();
          healthChecks.shutdownNow();
          rowImport.ifPresent(RowImport::close);
          rows.close();
          events.close();
          metrics.close();
          leaseClient.close();
          client.close();
        });
    operator.start();
    healthMonitor.start();
    classMonitor.start();
    rowImport.ifPresent(RowImport::start);
    // after all informers are in step: nothing is decided on the cache of one that is not
    leadership.start(
        leaseClient,
        () -> {
          livenessMonitor.watch();
          ticker.start();
          permits.open();
          supabase.ifPresent(SupabaseRows::watch);
        });
    log.info(
        "Started tenant-operator {} in namespace {}, {}",
        version(),
        configuration.namespace(),
        configuration.database().isPresent() ? "with Supabase" : "without Supabase");
  }

  /** What does not depend on the process. */
  static void configure(
      ConfigurationServiceOverrider sdk, KubernetesClient client, ReconcileExecutor executor) {
    sdk.withKubernetesClient(client)
        .withExecutorService(executor)
        .withCacheSyncTimeout(FIRST_LISTS);
  }

  /** Without an election, nobody uses it. */
  private KubernetesClient leaseClient(KubernetesClient client, OperatorMetrics metrics) {
    return configuration
        .leaderElection()
        .map(
            times ->
                KubernetesClientFactory.openForLease(
                    client.getConfiguration(), times.retryPeriod(), metrics))
        .orElse(client);
  }

  /** Ready to act or to take over: a replica that does not lead is ready as well. */
  private static HealthStatus readiness(Operator operator) {
    boolean ready =
        operator.getRuntimeInfo().isStarted()
            && operator.getRuntimeInfo().allEventSourcesAreHealthy();
    return ready
        ? HealthStatus.well()
        : new HealthStatus(List.of("the informers have not synced yet"));
  }

  private static String version() {
    return Optional.ofNullable(TenantOperator.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  static SupabaseLogin login(SupabaseDatabase database) {
    return new SupabaseLogin(
        database.url(), database.user(), () -> database.password().value(), database.properties());
  }
}
