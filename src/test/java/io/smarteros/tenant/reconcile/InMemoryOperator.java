package io.smarteros.tenant.reconcile;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.smarteros.tenant.api.Names;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.tenantclass.TenantClass;
import io.smarteros.tenant.cluster.DriftListener;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.Pruner;
import io.smarteros.tenant.cluster.RightsPropagation;
import io.smarteros.tenant.cluster.ServiceTeardown;
import io.smarteros.tenant.dataloss.VolumesAtRisk;
import io.smarteros.tenant.deletion.DataDestruction;
import io.smarteros.tenant.deletion.TenantCleanup;
import io.smarteros.tenant.health.HealthMonitor;
import io.smarteros.tenant.hosts.HostOwnership;
import io.smarteros.tenant.namespace.AdoptedNamespaceCleanup;
import io.smarteros.tenant.namespace.NamespaceStep;
import io.smarteros.tenant.namespace.PodEndpoint;
import io.smarteros.tenant.namespace.RightsRestoration;
import io.smarteros.tenant.namespace.TenantNamespace;
import io.smarteros.tenant.reachability.RouteReachability;
import io.smarteros.tenant.reachability.RouteSchemes;
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
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.requeue.RequeueBackoff;
import io.smarteros.tenant.requeue.ResyncSchedule;
import io.smarteros.tenant.resolve.Resolver;
import io.smarteros.tenant.resolve.ServiceDefaults;
import io.smarteros.tenant.tenantclass.ClassDatabaseServers;
import io.smarteros.tenant.tenantclass.ClassSecrets;
import io.smarteros.tenant.tenantclass.LeftDatabases;
import io.smarteros.tenant.tenantclass.rollout.ClassRevisions;
import io.smarteros.tenant.tenantclass.rollout.Rollouts;
import io.smarteros.tenant.testkit.FakeApplication;
import io.smarteros.tenant.testkit.FakeTenantRows;
import io.smarteros.tenant.testkit.InMemoryApiServer;
import io.smarteros.tenant.testkit.InMemoryCluster;
import io.smarteros.tenant.testkit.InMemoryDatabaseServer;
import io.smarteros.tenant.testkit.InMemoryDeployments;
import io.smarteros.tenant.testkit.Manifests;
import io.smarteros.tenant.testkit.ManualClock;
import io.smarteros.tenant.testkit.MockApiServer;
import io.smarteros.tenant.testkit.OpenPermits;
import io.smarteros.tenant.work.WorkPermits;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * An operator whose cluster, database server and rows are in memory, and whose n8n is whatever a
 * test says. It is put together as {@code TenantControllerFactory} does. Records alone need a
 * client.
 */
final class InMemoryOperator {
  static final String NAMESPACE = "smarteros";
  static final Duration RESYNC_INTERVAL = Duration.ofMinutes(10);

  final InMemoryApiServer server;
  final FakeApplication n8n;
  final InMemoryDatabaseServer postgres;
  final FakeTenantRows rows = new FakeTenantRows();
  final List<String> refusedRotations = new ArrayList<>();
  final List<Tenant> tenants;
  final List<TenantClass> classes;
  final RequeuePolicy requeuePolicy;
  final TenantReconciliation reconciliation;
  final TenantCleanup cleanup;
  final HostOwnership hosts;
  final Rollouts rollouts;

  /** Tenants that may have their turn in a roll-out. */
  final Set<String> lookedAt = new LinkedHashSet<>();

  private final MockApiServer apiServer;
  private final ManualClock clock;
  private final DriftListener drift;

  /** Its questions are answered at once. */
  final HealthMonitor health;

  private final RecordStore records;
  private final InMemoryDeployments deployments;

  InMemoryOperator(MockApiServer apiServer, ManualClock clock, DriftListener drift) {
    this(
        apiServer,
        clock,
        drift,
        new InMemoryApiServer(clock).withIngressController(),
        new FakeApplication().withDatabase().withVolume("n8n-data"),
        new InMemoryDatabaseServer(),
        new ArrayList<>(),
        new ArrayList<>(
            List.of(
                Manifests.tenantClass(
                    "standard",
                    """
                    baseDomain: tenants.example.com
                    routing: {ingress: {className: nginx}}
                    database: {host: db.example.com, adminSecret: db-admin}
                    allow: {customDomains: true, hosts: true, versions: {n8n: ["2.0.0", "3.0.0"]}}
                    """))));
  }

  private InMemoryOperator(
      MockApiServer apiServer,
      ManualClock clock,
      DriftListener drift,
      InMemoryApiServer server,
      FakeApplication n8n,
      InMemoryDatabaseServer postgres,
      List<Tenant> tenants,
      List<TenantClass> classes) {
    this.apiServer = apiServer;
    this.clock = clock;
    this.drift = drift;
    this.server = server;
    this.n8n = n8n;
    this.postgres = postgres;
    this.tenants = tenants;
    this.classes = classes;
    WorkPermits permits = OpenPermits.of(4);
    deployments = new InMemoryDeployments(server);
    InMemoryCluster cluster = new InMemoryCluster(server, clock);
    records = new RecordStore(apiServer.client(), NAMESPACE);
    Pruner pruner = new Pruner(cluster);
    TenantNamespace namespaces = new TenantNamespace(cluster, clock);
    ClassSecrets classSecrets = new ClassSecrets(NAMESPACE, InMemoryOperator::classSecret);
    ClassDatabaseServers databases =
        new ClassDatabaseServers((_, _) -> postgres, classSecrets, "test", clock);
    ResyncSchedule resyncSchedule = new ResyncSchedule(clock, () -> 0, RESYNC_INTERVAL);
    Resolver resolver = new Resolver(Map.of(ServiceName.N8N, defaults()));
    hosts =
        HostOwnership.of(
            resolver,
            records::all,
            name -> records.load(name, true).map(RecordSession::read),
            () -> tenants,
            () -> classes);
    rollouts = new Rollouts(records::all, _ -> tenantNames(), lookedAt::add, clock);
    health = new HealthMonitor(clock, () -> 0, Runnable::run, _ -> {});
    ServiceTeardown teardown = new ServiceTeardown(cluster, pruner);
    VolumesAtRisk volumesAtRisk = new VolumesAtRisk(cluster, teardown);
    ObjectsStep objects = new ObjectsStep(cluster, drift);
    DeploymentsStep deployments = new DeploymentsStep(cluster, clock);
    DedicatedServiceReconciler dedicatedService =
        new DedicatedServiceReconciler(
            new SecretsStep(),
            new EnvironmentStep(cluster),
            new ClassAccessStep(classSecrets),
            new DatabaseStep(
                databases, () -> UUID.randomUUID().toString(), new PasswordDoubts(clock)),
            new CompileStep(),
            new VolumesStep(cluster, objects, volumesAtRisk, teardown),
            new TurnStep(cluster, deployments),
            new StagesStep(objects, deployments, new RunStep(cluster, teardown, objects, clock)),
            new PruneStep(teardown),
            new AvailabilityStep(deployments, health),
            new ProvisioningStep(permits),
            new RouteStep(teardown, objects, hosts, new RouteSchemes(cluster)),
            new ReachabilityStep(new RouteReachability(cluster, clock), clock),
            new ShutdownStep(teardown, volumesAtRisk));
    requeuePolicy = new RequeuePolicy(resyncSchedule, new RequeueBackoff(clock), clock);
    reconciliation =
        new TenantReconciliation(
            () -> classes,
            records,
            new RecordBinding(
                records, namespaces, new LeftDatabases(databases, Set.of(ServiceName.N8N))),
            new ClassRevisions(apiServer.client(), NAMESPACE),
            rollouts,
            new StartedVersions(cluster),
            resolver,
            hosts,
            new RotationStep(Map.of(ServiceName.N8N, n8n), (_, why) -> refusedRotations.add(why)),
            new RowStep(rows),
            new NamespaceStep(
                namespaces,
                cluster,
                pruner,
                classSecrets,
                drift,
                new NamespaceStep.OperatorIdentity(
                    NAMESPACE,
                    Names.OPERATOR,
                    Set.of(new PodEndpoint("n8n", FakeApplication.PORT, true, true))),
                cluster::forget),
            new ServicesStep(
                Map.of(ServiceName.N8N, n8n),
                dedicatedService,
                teardown,
                volumesAtRisk,
                new RightsPropagation(cluster::find, clock),
                permits),
            resyncSchedule,
            requeuePolicy,
            cluster::askAgain);
    RightsRestoration rights = new RightsRestoration(cluster, NAMESPACE, Names.OPERATOR);
    cleanup =
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
  }

  /** The next process, which knows what is stored and nothing else. */
  InMemoryOperator restart() {
    return new InMemoryOperator(apiServer, clock, drift, server, n8n, postgres, tenants, classes);
  }

  private List<String> tenantNames() {
    return tenants.stream().map(tenant -> tenant.getMetadata().getName()).toList();
  }

  /** A Tenant that exists from now on, of which only the spec is given. */
  Tenant apply(String name, String spec) {
    Tenant tenant = Manifests.tenant(name, spec);
    tenant.getMetadata().setCreationTimestamp("2026-01-01T00:00:00Z");
    tenants.add(tenant);
    return tenant;
  }

  /** The pods of the tenant's n8n come up, or end where there shall be none. */
  void bringUpPods(String tenant) {
    deployments.bringUp(deployment(tenant));
  }

  void endPods(String tenant) {
    deployments.endPods(deployment(tenant));
  }

  static ObjectKey deployment(String tenant) {
    return new ObjectKey("apps/v1", "Deployment", "tenant-" + tenant, "n8n");
  }

  Optional<TenantRecord> record(String tenant) {
    return records.load(tenant, true).map(RecordSession::read);
  }

  private ServiceDefaults defaults() {
    return new ServiceDefaults(
        n8n.defaultVersion(),
        n8n.imageRepository(),
        n8n.defaultResources().cpu(),
        n8n.defaultResources().memory(),
        n8n.defaultResources().storage(),
        n8n.defaultResources().volume(),
        n8n::refusesVersion,
        n8n::refusesUpgrade);
  }

  private static Optional<Secret> classSecret(String name) {
    return Optional.of(
        new SecretBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withData(Map.of("username", "YWRtaW4=", "password", "c2VjcmV0"))
            .build());
  }
}
