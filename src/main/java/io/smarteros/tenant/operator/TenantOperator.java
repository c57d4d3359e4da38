package io.smarteros.tenant.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.monitoring.AggregatedMetrics;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.cluster.Applier;
import io.smarteros.tenant.cluster.Inventory;
import io.smarteros.tenant.cluster.Pruner;
import io.smarteros.tenant.cluster.SecretProjection;
import io.smarteros.tenant.cluster.ServiceTeardown;
import io.smarteros.tenant.deletion.DataDestruction;
import io.smarteros.tenant.deletion.RightsRestoration;
import io.smarteros.tenant.deletion.TenantCleanup;
import io.smarteros.tenant.namespace.AdoptedNamespaceCleanup;
import io.smarteros.tenant.namespace.NamespaceStep;
import io.smarteros.tenant.namespace.TenantNamespace;
import io.smarteros.tenant.observability.EventRecorder;
import io.smarteros.tenant.observability.OperatorMetrics;
import io.smarteros.tenant.operator.configuration.Configuration;
import io.smarteros.tenant.operator.configuration.Configuration.SupabaseDatabase;
import io.smarteros.tenant.operator.health.HealthStatus;
import io.smarteros.tenant.operator.health.LivenessMetrics;
import io.smarteros.tenant.operator.health.LivenessMonitor;
import io.smarteros.tenant.operator.health.LivenessTicker;
import io.smarteros.tenant.operator.health.ManagementServer;
import io.smarteros.tenant.postgres.DatabaseServers;
import io.smarteros.tenant.reconcile.HostClaims;
import io.smarteros.tenant.reconcile.HostConflicts;
import io.smarteros.tenant.reconcile.ReconcileReporter;
import io.smarteros.tenant.reconcile.RecordBinding;
import io.smarteros.tenant.reconcile.RowStep;
import io.smarteros.tenant.reconcile.StartedVersions;
import io.smarteros.tenant.reconcile.TenantEventSources;
import io.smarteros.tenant.reconcile.TenantReconciler;
import io.smarteros.tenant.reconcile.TenantReconciliation;
import io.smarteros.tenant.reconcile.TenantUpdateFilter;
import io.smarteros.tenant.reconcile.service.ApplicationHealth;
import io.smarteros.tenant.reconcile.service.DatabaseStep;
import io.smarteros.tenant.reconcile.service.DedicatedServiceReconciler;
import io.smarteros.tenant.reconcile.service.EnvironmentStep;
import io.smarteros.tenant.reconcile.service.ObjectsStep;
import io.smarteros.tenant.reconcile.service.SecretsStep;
import io.smarteros.tenant.reconcile.service.ServicesStep;
import io.smarteros.tenant.reconcile.service.VolumesStep;
import io.smarteros.tenant.record.RecordStore;
import io.smarteros.tenant.requeue.RequeueBackoff;
import io.smarteros.tenant.requeue.ResyncSchedule;
import io.smarteros.tenant.resolve.Resolver;
import io.smarteros.tenant.status.StatusBuilder;
import io.smarteros.tenant.status.StatusWriter;
import io.smarteros.tenant.supabase.SupabaseRows;
import io.smarteros.tenant.supabase.TenantRows;
import io.smarteros.tenant.supabase.connection.SupabaseLogin;
import io.smarteros.tenant.tenantclass.ClassDatabaseServers;
import io.smarteros.tenant.tenantclass.ClassSecrets;
import io.smarteros.tenant.tenantclass.TenantClassReconciler;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the operator together. The one place that knows all parts. */
final class TenantOperator {
  private static final Logger log = LoggerFactory.getLogger(TenantOperator.class);
  private static final Duration LIVENESS_INTERVAL = Duration.ofSeconds(10);

  /** Of a pass, for an application that is new or was not well the last time. */
  private static final Duration WAIT_FOR_THE_UNWELL = Duration.ofSeconds(1);

  private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);

  private final Configuration configuration;
  private final InstantSource clock = InstantSource.system();

  /** For intervals: the other one may be set. */
  private final InstantSource steady = new MonotonicClock(clock.instant());

  private final SecureRandom random = new SecureRandom();

  TenantOperator(Configuration configuration) {
    this.configuration = configuration;
  }

  /** Returns while the operator runs on; problems of servers are waited out, not thrown. */
  void start() throws IOException, InterruptedException {
    Logging.configure(configuration.logFormat());
    OperatorMetrics metrics = new OperatorMetrics(version());
    LivenessMonitor livenessMonitor = new LivenessMonitor(LivenessMonitor.Bounds.DEFAULT, steady);
    KubernetesClient client = KubernetesClientFactory.open(metrics);
    ExecutorService executor =
        Executors.newFixedThreadPool(
            configuration.reconcileParallelism(), Thread.ofVirtual().factory());
    Leadership leadership =
        new Leadership(
            configuration.leaderElection(),
            configuration.namespace(),
            configuration.instance(),
            () -> Runtime.getRuntime().halt(1));
    Operator operator =
        new Operator(
            sdk -> {
              sdk.withKubernetesClient(client)
                  .withExecutorService(executor)
                  .withMetrics(
                      new AggregatedMetrics(
                          List.of(metrics.ofSdk(), new LivenessMetrics(livenessMonitor))));
              leadership.configure(sdk);
            });
    ManagementServer endpoints =
        ManagementServer.start(
            configuration.http(),
            livenessMonitor::check,
            () -> readiness(operator),
            metrics::scrape);
    LivenessTicker ticker = new LivenessTicker(livenessMonitor, executor, LIVENESS_INTERVAL);
    ApiServerCheck server = new ApiServerCheck(client);
    server.awaitUsable();
    Inventory inventory = new Inventory(client);
    TenantEventSources eventSources = new TenantEventSources(configuration.namespace(), inventory);
    EventRecorder events = new EventRecorder(client, configuration.instance(), clock);
    TenantRows rows =
        configuration
            .database()
            .<TenantRows>map(
                database ->
                    new SupabaseRows(login(database), steady, random, eventSources::foreignEdit))
            .orElseGet(TenantRows::none);
    register(
        operator,
        client,
        server,
        inventory,
        eventSources,
        rows,
        new ReconcileReporter(metrics, events, clock));
    operator.register(
        new TenantClassReconciler(eventSources::tenantsIn, events),
        controller -> controller.withName("tenantclass").withFinalizer(Names.CLASS_FINALIZER));
    metrics.countTenants(eventSources::tenants);
    metrics.reportLeadership(leadership::isLeading);
    leadership.installShutdownHook(
        operator,
        () -> {
          ticker.close();
          endpoints.close();
          rows.close();
          events.close();
          metrics.close();
          client.close();
        });
    operator.start();
    log.info(
        "tenant-operator {} works in namespace {}, {}",
        version(),
        configuration.namespace(),
        configuration.database().isPresent() ? "with Supabase" : "without Supabase");
  }

  private void register(
      Operator operator,
      KubernetesClient client,
      ApiServerCheck server,
      Inventory inventory,
      TenantEventSources eventSources,
      TenantRows rows,
      ReconcileReporter reporter) {
    operator.register(
        reconciler(client, server, inventory, eventSources, rows, reporter),
        controller ->
            controller
                .withName("tenant")
                .withFinalizer(Names.TENANT_FINALIZER)
                .withGenerationAware(false)
                .withOnUpdateFilter(TenantUpdateFilter::isWorthReconciling)
                .withRetry(retry()));
  }

  /** Ready to act or to take over: a replica that does not lead is ready as well. */
  private static HealthStatus readiness(Operator operator) {
    boolean ready =
        operator.getRuntimeInfo().isStarted()
            && operator.getRuntimeInfo().allEventSourcesAreHealthy();
    return ready
        ? HealthStatus.well()
        : new HealthStatus(List.of("the watches are not in step yet"));
  }

  private static String version() {
    return Optional.ofNullable(TenantOperator.class.getPackage().getImplementationVersion())
        .orElse("development");
  }

  private TenantReconciler reconciler(
      KubernetesClient client,
      ApiServerCheck server,
      Inventory inventory,
      TenantEventSources eventSources,
      TenantRows rows,
      ReconcileReporter reporter) {
    Applications applications = Applications.all(random, steady);
    RecordStore records = new RecordStore(client, configuration.namespace());
    Applier applier = new Applier(client, inventory, clock);
    SecretProjection secrets = new SecretProjection(client, inventory, clock);
    Pruner pruner = new Pruner(client, inventory);
    TenantNamespace namespaces = new TenantNamespace(client, inventory);
    ClassSecrets classSecrets =
        new ClassSecrets(configuration.namespace(), eventSources::classSecret);
    ClassDatabaseServers databases =
        new ClassDatabaseServers(
            new DatabaseServers(steady),
            classSecrets,
            configuration.installationId().orElseGet(server::clusterId));
    StatusWriter statuses = new StatusWriter(client, steady);
    RequeueBackoff requeueBackoff = new RequeueBackoff(steady);
    ResyncSchedule resyncSchedule =
        new ResyncSchedule(steady, random, configuration.resyncInterval());
    Resolver resolver = new Resolver(applications.defaults());
    HostConflicts hosts =
        new HostConflicts(new HostClaims(), resolver, eventSources::tenants, eventSources::classes);
    ApplicationHealth health = new ApplicationHealth(steady, WAIT_FOR_THE_UNWELL);
    DatabaseStep databaseStep = new DatabaseStep(databases);
    EnvironmentStep environmentStep = new EnvironmentStep(client);
    ObjectsStep objects = new ObjectsStep(applier, secrets, reporter);
    ServiceTeardown teardown = new ServiceTeardown(inventory, pruner);
    DedicatedServiceReconciler dedicatedService =
        new DedicatedServiceReconciler(
            new SecretsStep(),
            databaseStep,
            environmentStep,
            new VolumesStep(inventory, objects),
            objects,
            inventory,
            teardown,
            health);
    Consumer<String> forgetting =
        name -> {
          applier.forget(name);
          secrets.forget(name);
          environmentStep.forget(name);
        };
    NamespaceStep namespace =
        new NamespaceStep(
            namespaces,
            applier,
            secrets,
            pruner,
            classSecrets,
            reporter,
            new NamespaceStep.OperatorIdentity(
                configuration.namespace(), Names.OPERATOR, applications.ports()),
            forgetting);
    TenantReconciliation reconciliation =
        new TenantReconciliation(
            eventSources::classes,
            records,
            new RecordBinding(records, namespaces),
            new StartedVersions(inventory),
            resolver,
            hosts,
            new RowStep(rows),
            namespace,
            new ServicesStep(
                applications.byName(),
                dedicatedService,
                teardown,
                configuration.reconcileParallelism()),
            resyncSchedule,
            requeueBackoff);
    TenantCleanup cleanup =
        new TenantCleanup(
            records,
            teardown,
            new RightsRestoration(applier, configuration.namespace(), Names.OPERATOR),
            namespaces,
            new DataDestruction(
                databases, namespaces, new AdoptedNamespaceCleanup(client, inventory, pruner)),
            rows,
            clock);
    return new TenantReconciler(
        reconciliation,
        cleanup,
        new StatusBuilder(clock),
        statuses,
        reporter,
        eventSources,
        gone -> {
          String tenant = gone.getMetadata().getName();
          hosts.release(tenant);
          resyncSchedule.forget(tenant);
          requeueBackoff.forget(tenant);
          health.forget(tenant);
          rows.forget(tenant);
          databaseStep.forget(tenant);
          Optional.ofNullable(gone.getStatus()).map(TenantStatus::namespace).ifPresent(forgetting);
        });
  }

  private static GenericRetry retry() {
    return GenericRetry.defaultLimitedExponentialRetry()
        .withoutMaxAttempts()
        .setMaxInterval(LONGEST_RETRY.toMillis());
  }

  private static SupabaseLogin login(SupabaseDatabase database) {
    return new SupabaseLogin(
        database.url(), database.user(), () -> database.password().value(), database.properties());
  }
}
