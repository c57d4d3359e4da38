package io.smarteros.tenant.operator;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantSpec;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.cluster.ApiServerObjects;
import io.smarteros.tenant.cluster.ClusterObjects;
import io.smarteros.tenant.cluster.Inventory;
import io.smarteros.tenant.cluster.Pruner;
import io.smarteros.tenant.cluster.Refusals;
import io.smarteros.tenant.cluster.RightsPropagation;
import io.smarteros.tenant.cluster.ServiceTeardown;
import io.smarteros.tenant.cluster.StatusWriter;
import io.smarteros.tenant.dataloss.VolumesAtRisk;
import io.smarteros.tenant.deletion.DataDestruction;
import io.smarteros.tenant.deletion.TenantCleanup;
import io.smarteros.tenant.health.HealthMonitor;
import io.smarteros.tenant.hosts.HostOwnership;
import io.smarteros.tenant.namespace.AdoptedNamespaceCleanup;
import io.smarteros.tenant.namespace.NamespaceStep;
import io.smarteros.tenant.namespace.RightsRestoration;
import io.smarteros.tenant.namespace.TenantNamespace;
import io.smarteros.tenant.operator.configuration.Configuration;
import io.smarteros.tenant.reachability.RouteReachability;
import io.smarteros.tenant.reachability.RouteSchemes;
import io.smarteros.tenant.reconcile.CustomerStatusStep;
import io.smarteros.tenant.reconcile.ReconcileFailures;
import io.smarteros.tenant.reconcile.ReconcileRateLimiter;
import io.smarteros.tenant.reconcile.ReconcileReporter;
import io.smarteros.tenant.reconcile.RecordBinding;
import io.smarteros.tenant.reconcile.RequeuePolicy;
import io.smarteros.tenant.reconcile.RequeueingReconciler;
import io.smarteros.tenant.reconcile.RotationStep;
import io.smarteros.tenant.reconcile.RowStep;
import io.smarteros.tenant.reconcile.StartedVersions;
import io.smarteros.tenant.reconcile.TenantEventSources;
import io.smarteros.tenant.reconcile.TenantMemory;
import io.smarteros.tenant.reconcile.TenantReconciler;
import io.smarteros.tenant.reconcile.TenantReconciliation;
import io.smarteros.tenant.reconcile.TenantUpdateFilter;
import io.smarteros.tenant.reconcile.service.AvailabilityStep;
import io.smarteros.tenant.reconcile.service.ClassAccessStep;
import io.smarteros.tenant.reconcile.service.CompileStep;
import io.smarteros.tenant.reconcile.service.DatabaseStep;
import io.smarteros.tenant.reconcile.service.DedicatedServiceReconciler;
import io.smarteros.tenant.reconcile.service.DeploymentsStep;
import io.smarteros.tenant.reconcile.service.EnvironmentStep;
import io.smarteros.tenant.reconcile.service.ObjectsStep;
import io.smarteros.tenant.reconcile.service.PasswordDoubts;
import io.smarteros.tenant.reconcile.service.ProvisioningStep;
import io.smarteros.tenant.reconcile.service.PruneStep;
import io.smarteros.tenant.reconcile.service.ReachabilityStep;
import io.smarteros.tenant.reconcile.service.RouteStep;
import io.smarteros.tenant.reconcile.service.RunStep;
import io.smarteros.tenant.reconcile.service.SecretsStep;
import io.smarteros.tenant.reconcile.service.ServicesStep;
import io.smarteros.tenant.reconcile.service.ShutdownStep;
import io.smarteros.tenant.reconcile.service.StagesStep;
import io.smarteros.tenant.reconcile.service.TurnStep;
import io.smarteros.tenant.reconcile.service.VolumesStep;
import io.smarteros.tenant.record.RecordSession;
import io.smarteros.tenant.record.RecordStore;
import io.smarteros.tenant.requeue.RequeueBackoff;
import io.smarteros.tenant.requeue.ResyncSchedule;
import io.smarteros.tenant.resolve.Resolver;
import io.smarteros.tenant.status.StatusBuilder;
import io.smarteros.tenant.status.StatusProgress;
import io.smarteros.tenant.tenantclass.ClassDatabaseServers;
import io.smarteros.tenant.tenantclass.ClassSecrets;
import io.smarteros.tenant.tenantclass.LeftDatabases;
import io.smarteros.tenant.tenantclass.rollout.ClassRevisions;
import io.smarteros.tenant.tenantclass.rollout.Rollouts;
import io.smarteros.tenant.work.RequeueTimers;
import io.smarteros.tenant.work.WorkPermits;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Puts together the controller of Tenants: its steps, its event sources and its retry. */
final class TenantControllerFactory {
  private static final Duration LONGEST_RETRY = Duration.ofMinutes(1);

  private final Configuration configuration;
  private final Applications applications;
  private final ClassSecrets classSecrets;
  private final ClassDatabaseServers databases;
  private final InstantSource clock;
  private final InstantSource steady;
  private final SecureRandom random;

  /**
   * With the configuration of the process.
   *
   * @param steady for intervals: the other clock may be set
   */
  TenantControllerFactory(
      Configuration configuration,
      Applications applications,
      ClassSecrets classSecrets,
      ClassDatabaseServers databases,
      InstantSource clock,
      InstantSource steady,
      SecureRandom random) {
    this.configuration = configuration;
    this.applications = applications;
    this.classSecrets = classSecrets;
    this.databases = databases;
    this.clock = clock;
    this.steady = steady;
    this.random = random;
  }

  void register(
      Operator operator,
      KubernetesClient client,
      Inventory inventory,
      TenantEventSources eventSources,
      UnhurriedTenantRows rows,
      HealthMonitor health,
      WorkPermits permits,
      RequeueTimers timers,
      SdkFailures failures,
      ReconcileReporter reporter,
      ClassRevisions revisions,
      Rollouts rollouts,
      BooleanSupplier ending) {
    TenantReconciler reconciler =
        reconciler(
            client,
            inventory,
            eventSources,
            rows,
            health,
            permits,
            reporter,
            revisions,
            rollouts,
            ending);
    failures.reportTenantsTo(reconciler::failed);
    operator.register(
        new RequeueingReconciler(reconciler, timers),
        controller ->
            controller
                .withName("tenant")
                .withInformerListLimit(Inventory.LIST_LIMIT)
                .withFinalizer(Names.TENANT_FINALIZER)
                .withGenerationAware(false)
                .withItemStore(TenantStore.create())
                .withOnUpdateFilter(TenantUpdateFilter::isWorthReconciling)
                .withRateLimiter(new ReconcileRateLimiter(steady))
                .withRetry(retry()));
  }

  private TenantReconciler reconciler(
      KubernetesClient client,
      Inventory inventory,
      TenantEventSources eventSources,
      UnhurriedTenantRows rows,
      HealthMonitor health,
      WorkPermits permits,
      ReconcileReporter reporter,
      ClassRevisions revisions,
      Rollouts rollouts,
      BooleanSupplier ending) {
    RecordStore records = new RecordStore(client, configuration.namespace());
    ClusterObjects cluster =
        new ApiServerObjects(client, inventory, clock, new Refusals(steady, random));
    Pruner pruner = new Pruner(cluster);
    TenantNamespace namespaces = new TenantNamespace(cluster, clock);
    StatusWriter<Tenant, TenantSpec, TenantStatus> statuses =
        new StatusWriter<>(client, steady, Tenant::new, StatusProgress::isAllThatDiffers);
    RequeueBackoff requeueBackoff = new RequeueBackoff(steady);
    ResyncSchedule resyncSchedule =
        new ResyncSchedule(steady, random, configuration.resyncInterval());
    RequeuePolicy requeuePolicy = new RequeuePolicy(resyncSchedule, requeueBackoff, clock);
    Resolver resolver = new Resolver(applications.defaults());
    HostOwnership hosts =
        HostOwnership.of(
            resolver,
            records::all,
            name -> records.load(name, true).map(RecordSession::read),
            eventSources::tenants,
            eventSources::classes);
    DatabaseStep databaseStep =
        new DatabaseStep(databases, () -> UUID.randomUUID().toString(), new PasswordDoubts(steady));
    EnvironmentStep environmentStep = new EnvironmentStep(cluster);
    ObjectsStep objects = new ObjectsStep(cluster, reporter);
    DeploymentsStep deployments = new DeploymentsStep(cluster, clock);
    RouteSchemes schemes = new RouteSchemes(cluster);
    RouteReachability reachability = new RouteReachability(cluster, clock);
    ServiceTeardown teardown = new ServiceTeardown(cluster, pruner);
    VolumesAtRisk volumesAtRisk = new VolumesAtRisk(cluster, teardown);
    DedicatedServiceReconciler dedicatedService =
        new DedicatedServiceReconciler(
            new SecretsStep(),
            environmentStep,
            new ClassAccessStep(classSecrets),
            databaseStep,
            new CompileStep(),
            new VolumesStep(cluster, objects, volumesAtRisk, teardown),
            new TurnStep(cluster, deployments),
            new StagesStep(objects, deployments, new RunStep(cluster, teardown, objects, clock)),
            new PruneStep(teardown),
            new AvailabilityStep(deployments, health),
            new ProvisioningStep(permits),
            new RouteStep(teardown, objects, hosts, schemes),
            new ReachabilityStep(reachability, clock),
            new ShutdownStep(teardown, volumesAtRisk));
    Consumer<String> forgetting =
        name -> {
          cluster.forget(name);
          environmentStep.forget(name);
          schemes.forget(name);
          reachability.forget(name);
        };
    NamespaceStep namespace =
        new NamespaceStep(
            namespaces,
            cluster,
            pruner,
            classSecrets,
            reporter,
            new NamespaceStep.OperatorIdentity(
                configuration.namespace(), Names.OPERATOR, applications.endpoints()),
            forgetting);
    TenantReconciliation reconciliation =
        new TenantReconciliation(
            eventSources::classes,
            records,
            new RecordBinding(
                records, namespaces, new LeftDatabases(databases, applications.withDatabase())),
            revisions,
            rollouts,
            new StartedVersions(cluster),
            resolver,
            hosts,
            new RotationStep(applications.byName(), reporter::rotationRefused),
            new RowStep(rows),
            namespace,
            new ServicesStep(
                applications.byName(),
                dedicatedService,
                teardown,
                volumesAtRisk,
                new RightsPropagation(cluster::find, clock),
                permits),
            resyncSchedule,
            requeuePolicy,
            cluster::askAgain);
    RightsRestoration rights =
        new RightsRestoration(cluster, configuration.namespace(), Names.OPERATOR);
    TenantCleanup cleanup =
        new TenantCleanup(
            records,
            teardown,
            volumesAtRisk,
            rights,
            namespaces,
            new DataDestruction(
                databases, namespaces, new AdoptedNamespaceCleanup(cluster, pruner, rights, clock)),
            rows,
            rollouts::forget,
            clock);
    ReconcileFailures failures = new ReconcileFailures(steady, ending);
    return new TenantReconciler(
        reconciliation,
        cleanup,
        new CustomerStatusStep(rows),
        new StatusBuilder(clock),
        statuses,
        reporter,
        eventSources,
        failures,
        requeuePolicy,
        new TenantMemory(
            steady,
            configuration.resyncInterval(),
            eventSources::tenants,
            new TenantMemory.Forgetting(
                statuses::forget,
                tenant -> {
                  hosts.release(tenant);
                  records.forget(tenant);
                  resyncSchedule.forget(tenant);
                  requeueBackoff.forget(tenant);
                  health.forget(tenant);
                  rows.forget(tenant);
                  failures.forget(tenant);
                  databaseStep.forget(tenant);
                  rollouts.forget(tenant);
                },
                forgetting.andThen(namespace::forget))));
  }

  private static GenericRetry retry() {
    return GenericRetry.defaultLimitedExponentialRetry()
        .withoutMaxAttempts()
        .setMaxInterval(LONGEST_RETRY.toMillis());
  }
}
