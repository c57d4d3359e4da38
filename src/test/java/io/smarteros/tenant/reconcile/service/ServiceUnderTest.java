package io.smarteros.tenant.reconcile.service;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.api.Reason;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.api.service.EnvironmentVariable;
import io.smarteros.tenant.api.service.Mode;
import io.smarteros.tenant.api.service.N8nSpec;
import io.smarteros.tenant.api.service.ServiceName;
import io.smarteros.tenant.api.tenantclass.Database.SslMode;
import io.smarteros.tenant.api.tenantclass.TenantClassSpec;
import io.smarteros.tenant.cluster.Applied;
import io.smarteros.tenant.cluster.ObjectKey;
import io.smarteros.tenant.cluster.Pruner;
import io.smarteros.tenant.cluster.ServiceTeardown;
import io.smarteros.tenant.dataloss.VolumesAtRisk;
import io.smarteros.tenant.health.HealthMonitor;
import io.smarteros.tenant.hosts.HostOwnership;
import io.smarteros.tenant.reachability.RouteReachability;
import io.smarteros.tenant.reachability.RouteSchemes;
import io.smarteros.tenant.record.Decisions;
import io.smarteros.tenant.record.InMemoryRecordSession;
import io.smarteros.tenant.record.Placement;
import io.smarteros.tenant.record.PlacementBuilder;
import io.smarteros.tenant.record.ServiceRecord;
import io.smarteros.tenant.record.Stage;
import io.smarteros.tenant.record.TenantRecord;
import io.smarteros.tenant.resolve.ResolvedService;
import io.smarteros.tenant.resolve.ResolvedTenant;
import io.smarteros.tenant.resolve.Resolver;
import io.smarteros.tenant.service.ServiceRecordSession;
import io.smarteros.tenant.tenantclass.ClassDatabaseServers;
import io.smarteros.tenant.tenantclass.ClassSecrets;
import io.smarteros.tenant.testkit.FakeApplication;
import io.smarteros.tenant.testkit.InMemoryApiServer;
import io.smarteros.tenant.testkit.InMemoryCluster;
import io.smarteros.tenant.testkit.InMemoryDatabaseServer;
import io.smarteros.tenant.testkit.InMemoryDeployments;
import io.smarteros.tenant.testkit.Manifests;
import io.smarteros.tenant.testkit.ManualClock;
import io.smarteros.tenant.testkit.OpenPermits;
import io.smarteros.tenant.testkit.OpenTurns;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** Service n8n of tenant acme, with its steps, and in memory all that they touch. */
final class ServiceUnderTest {
  static final ServiceName NAME = ServiceName.N8N;
  static final String NAMESPACE = "tenant-acme";
  static final String DATABASE = "t_acme_n8n";

  private static final String CLASS =
      """
      baseDomain: example.com
      routing: {ingress: {className: nginx}}
      """;

  final ManualClock clock = new ManualClock();
  final InMemoryApiServer server =
      new InMemoryApiServer(clock).withNamespace(NAMESPACE).withIngressController();
  final InMemoryCluster cluster = new InMemoryCluster(server, clock);
  final InMemoryDeployments deployments = new InMemoryDeployments(server);
  final InMemoryDatabaseServer postgres = new InMemoryDatabaseServer();
  final Map<String, Secret> classSecrets = new HashMap<>();
  final List<Applied.Corrected> drift = new ArrayList<>();
  final List<String> asked = new ArrayList<>();
  final InMemoryRecordSession record;
  final FakeApplication application;

  final ServiceTeardown teardown = new ServiceTeardown(cluster, new Pruner(cluster));
  final VolumesAtRisk volumesAtRisk = new VolumesAtRisk(cluster, teardown);
  final SecretsStep secrets = new SecretsStep();
  final EnvironmentStep environment = new EnvironmentStep(cluster);
  private final ClassSecrets secretsOfClass =
      new ClassSecrets("smarteros", name -> Optional.ofNullable(classSecrets.get(name)));
  final ClassAccessStep classAccess = new ClassAccessStep(secretsOfClass);
  private final AtomicInteger incarnations = new AtomicInteger();
  final DatabaseStep database = databaseStep();
  final CompileStep compile = new CompileStep();
  final HostOwnership hosts =
      HostOwnership.of(new Resolver(Map.of()), Map::of, _ -> Optional.empty(), List::of, List::of);
  final ObjectsStep objects = new ObjectsStep(cluster, (_, corrected) -> drift.add(corrected));
  final DeploymentsStep awaitDeployments = new DeploymentsStep(cluster, clock);
  final RunStep runs = new RunStep(cluster, teardown, objects, clock);
  final StagesStep stages = new StagesStep(objects, awaitDeployments, runs);
  final RouteStep route = new RouteStep(teardown, objects, hosts, new RouteSchemes(cluster));
  final ReachabilityStep reachability =
      new ReachabilityStep(new RouteReachability(cluster, clock), clock);
  final VolumesStep volumes = new VolumesStep(cluster, objects, volumesAtRisk, teardown);
  final PruneStep prune = new PruneStep(teardown);

  /** Its questions are answered at once, unless they are held. */
  final HealthMonitor health = new HealthMonitor(clock, () -> 0, this::ask, asked::add);

  private boolean answersAreHeld;

  final AvailabilityStep availability = new AvailabilityStep(awaitDeployments, health);
  final ProvisioningStep provisioning = new ProvisioningStep(OpenPermits.of(1));
  final ShutdownStep shutdown = new ShutdownStep(teardown, volumesAtRisk);
  final DedicatedServiceReconciler reconciler =
      new DedicatedServiceReconciler(
          secrets,
          environment,
          classAccess,
          database,
          compile,
          volumes,
          new TurnStep(cluster, awaitDeployments),
          stages,
          prune,
          availability,
          provisioning,
          route,
          reachability,
          shutdown);

  final Tenant tenant = Manifests.tenant("acme", "services: {n8n: {}}");
  private TenantClassSpec tenantClass = Manifests.tenantClass("standard", CLASS).getSpec();
  private boolean running = true;
  private boolean namespaceReady = true;
  private boolean fullResync;
  private String version = "1.0.0";
  private String storage = "1Gi";
  private Optional<Problem> rejection = Optional.empty();
  private Optional<Problem> keptAsIs = Optional.empty();
  private List<EnvironmentVariable> env = List.of();
  private List<EnvironmentVariable> classEnv = List.of();

  /** Of a class that has a database server. */
  ServiceUnderTest(FakeApplication application) {
    this.application = application;
    this.record =
        new InMemoryRecordSession(
            TenantRecord.begin(
                "acme-uid",
                PlacementBuilder.builder()
                    .className("standard")
                    .namespace(NAMESPACE)
                    .namespaceStage(Stage.MADE)
                    .databaseServer(Optional.of(placedServer(Optional.empty())))
                    .build()));
    putClassSecret("postgres-admin", "username", "dGVuYW50cw==", "password", "c2VjcmV0");
  }

  private Placement.Server placedServer(Optional<String> caSecret) {
    return new Placement.Server(
        postgres.address().host(),
        postgres.address().port(),
        SslMode.REQUIRE,
        "postgres-admin",
        caSecret);
  }

  /** The step of an operator that was just started. */
  DatabaseStep databaseStep() {
    return new DatabaseStep(
        new ClassDatabaseServers((_, _) -> postgres, secretsOfClass, "cluster-1", clock),
        () -> "incarnation-" + incarnations.incrementAndGet(),
        new PasswordDoubts(clock));
  }

  // What is asked.

  ServiceUnderTest suspend() {
    running = false;
    return this;
  }

  ServiceUnderTest resume() {
    running = true;
    return this;
  }

  ServiceUnderTest namespaceIsNotReady() {
    namespaceReady = false;
    return this;
  }

  ServiceUnderTest reject(Problem problem) {
    rejection = Optional.of(problem);
    return this;
  }

  ServiceUnderTest keepAsIs(Problem problem) {
    keptAsIs = Optional.of(problem);
    return this;
  }

  /** Whether what is not watched is read again. */
  ServiceUnderTest fullResync(boolean full) {
    fullResync = full;
    return this;
  }

  ServiceUnderTest version(String wanted) {
    version = wanted;
    return this;
  }

  ServiceUnderTest storage(String wanted) {
    storage = wanted;
    return this;
  }

  ServiceUnderTest env(EnvironmentVariable... variables) {
    env = List.of(variables);
    return this;
  }

  /** A person answers. */
  ServiceUnderTest accept(Decision decision) {
    tenant.getMetadata().setAnnotations(Map.of(decision.annotation(), decision.value()));
    return this;
  }

  /** The operator starts anew, and applications have not answered it yet. */
  void restartWithoutAnswers() {
    health.forget("acme");
    answersAreHeld = true;
  }

  /** What a person read before. */
  void statusSays(Condition.Status ready, Reason reason) {
    tenant.setStatus(
        new TenantStatus(
            1L,
            List.of(
                new Condition(
                    NAME.conditionType(), ready, 1, "2026-11-22T10:00:00Z", reason.id(), "")),
            null,
            null,
            null,
            null,
            null,
            null,
            List.of(),
            List.of(),
            List.of(),
            null));
  }

  private void ask(Runnable question) {
    if (!answersAreHeld) {
      question.run();
    }
  }

  // What is there.

  void putClassSecret(String name, String... keysAndBase64) {
    Map<String, String> data = new HashMap<>();
    for (int index = 0; index < keysAndBase64.length; index += 2) {
      data.put(keysAndBase64[index], keysAndBase64[index + 1]);
    }
    classSecrets.put(name, new SecretBuilder().withData(data).build());
  }

  void changeRecord(UnaryOperator<ServiceRecord> change) {
    new ServiceRecordSession(record, NAME).update(change);
  }

  /** Somebody lost it from the record. */
  void forgetSecret(String name) {
    Map<String, String> rest = new HashMap<>(remembered().secrets());
    rest.remove(name);
    changeRecord(known -> known.withSecrets(rest));
  }

  ServiceRecord remembered() {
    return new ServiceRecordSession(record, NAME).read();
  }

  /** The class names no server. */
  void removeDatabaseServer() {
    record.update(
        known -> known.withPlacement(known.placement().withDatabaseServer(Optional.empty())));
  }

  /** The class routes in another way by now. */
  void classRouting(String yaml) {
    tenantClass =
        Manifests.tenantClass("standard", "baseDomain: example.com\nrouting: " + yaml).getSpec();
  }

  /** The class has a database server by now, or another one. */
  void classDatabase(String yaml) {
    classSays("database:\n" + yaml.indent(2));
  }

  /** The class says this too. */
  ServiceUnderTest classSays(String yaml) {
    tenantClass = Manifests.tenantClass("standard", CLASS + yaml).getSpec();
    return this;
  }

  /** The class itself gives the application this variable. */
  ServiceUnderTest classEnv(EnvironmentVariable... variables) {
    classEnv = List.of(variables);
    return this;
  }

  void trustAuthorityOf(String caSecret) {
    record.update(
        known ->
            known.withPlacement(
                known
                    .placement()
                    .withDatabaseServer(Optional.of(placedServer(Optional.of(caSecret))))));
  }

  /** The service's object of this kind. */
  static ObjectKey key(String kind) {
    return key(kind, NAME.id());
  }

  static ObjectKey key(String kind, String name) {
    String apiVersion =
        switch (kind) {
          case "Deployment" -> "apps/v1";
          case "Ingress", "NetworkPolicy" -> "networking.k8s.io/v1";
          case "Job" -> "batch/v1";
          default -> "v1";
        };
    return new ObjectKey(apiVersion, kind, NAMESPACE, name);
  }

  // The request and what the steps made of it.

  ServiceRequest request() {
    ResolvedTenant resolved = resolved(NAME);
    return new ServiceRequest(
        tenant,
        resolved,
        Objects.requireNonNull(resolved.services().get(NAME)),
        application,
        new ServiceRecordSession(record, NAME),
        new Decisions(tenant, record),
        running,
        namespaceReady,
        rejection,
        keptAsIs,
        OpenTurns.of(record),
        fullResync);
  }

  /** The tenant with these services. */
  ResolvedTenant resolved(ServiceName... names) {
    Map<ServiceName, ResolvedService> services = new EnumMap<>(ServiceName.class);
    for (ServiceName name : names) {
      services.put(name, service(name));
    }
    return new ResolvedTenant(
        "acme",
        "acme-uid",
        "Acme S.A.",
        NAMESPACE,
        Optional.empty(),
        Optional.empty(),
        Optional.of("it@acme.example"),
        "standard",
        tenantClass,
        services);
  }

  private ResolvedService service(ServiceName name) {
    return new ResolvedService(
        name,
        true,
        Mode.DEDICATED,
        version,
        false,
        "example/fake:" + version,
        1,
        "%s-acme.example.com".formatted(name),
        "100m",
        "128Mi",
        Optional.of(storage),
        Stream.concat(classEnv.stream(), env.stream()).toList(),
        new N8nSpec(null, null, null, null, null, null, null, env, null));
  }

  ServiceContext context() {
    return ServiceContext.of(request());
  }

  ServiceContext withSecrets() {
    return StepResults.next(secrets.apply(context()));
  }

  ServiceContext compiled() {
    return StepResults.next(compile.apply(withSecrets()));
  }

  /** Compiled and applied. */
  ServiceContext applied() {
    return StepResults.next(
        volumes.apply(compiled()).then(stages::apply).then(route::apply).then(prune::apply));
  }
}
