package io.smarteros.tenant.testkit;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicyBuilder;
import io.smarteros.tenant.api.Problem;
import io.smarteros.tenant.resolve.ResolvedService;
import io.smarteros.tenant.service.Blueprint;
import io.smarteros.tenant.service.ClassAccess.SmtpAccess;
import io.smarteros.tenant.service.ClassResource;
import io.smarteros.tenant.service.Endpoint;
import io.smarteros.tenant.service.Gate;
import io.smarteros.tenant.service.HealthCheckResult;
import io.smarteros.tenant.service.Ledger;
import io.smarteros.tenant.service.Provisioning;
import io.smarteros.tenant.service.RolloutStage;
import io.smarteros.tenant.service.Rotation;
import io.smarteros.tenant.service.ServiceMetadata;
import io.smarteros.tenant.service.ServicePlan;
import io.smarteros.tenant.service.TenantService;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * An application that is what a test says: a Deployment with a Service, a NetworkPolicy, a Secret
 * and a route, and as many volumes and as much of a database as it is given. It is healthy and lets
 * itself be set up until it is told otherwise.
 */
public final class FakeApplication implements TenantService {
  /** Of its generated secrets, the one without which its data cannot be read. */
  public static final String KEY = "key";

  public static final String SESSION_SECRET = "session-secret";
  public static final String DATABASE_PASSWORD = "database-password";

  /** That it needs at most. */
  public static final int DATABASE_CONNECTIONS = 12;

  /** An environment variable that nobody else may set. */
  public static final String OWN_VARIABLE = "OWN_VARIABLE";

  /** An environment variable with which a Tenant names a mail server of its own. */
  public static final String MAIL_VARIABLE = "MAIL_SERVER";

  /** In its Secret, what it gets of the class. */
  public static final String SMTP_PASSWORD = "smtp-password";

  public static final int PORT = 8080;

  private static final Endpoint ENDPOINT = Endpoint.ofWholeHost("http", PORT);

  private final Set<String> volumes = new TreeSet<>();
  private final Set<String> leftOut = new TreeSet<>();
  private final AtomicInteger generated = new AtomicInteger();
  private final AtomicInteger healthChecks = new AtomicInteger();
  private final AtomicInteger provisionings = new AtomicInteger();
  private final List<String> runs = new ArrayList<>();
  private final List<String> closedPaths = new ArrayList<>();
  private final Map<ClassResource, Predicate<String>> classResources =
      new EnumMap<>(ClassResource.class);
  private Optional<DatabaseNeeds> database = Optional.empty();
  private Optional<String> account = Optional.empty();
  private boolean stoppedDuringRuns;
  private boolean stoppedBetweenVersions;
  private Optional<Problem> refusal = Optional.empty();
  private Map<String, String> labelsOfBuild = Map.of();
  private Map<String, String> podLabelsOfBuild = Map.of();
  private Supplier<HealthCheckResult> health = HealthCheckResult.Healthy::new;
  private Supplier<Provisioning> provisioning = Provisioning.Done::new;
  private Runnable compiled = () -> {};

  // What the test says.

  public synchronized FakeApplication withVolume(String name) {
    volumes.add(name);
    return this;
  }

  /** It stores nothing there any more. */
  public synchronized void dropVolume(String name) {
    volumes.remove(name);
  }

  public synchronized FakeApplication withDatabase(String... extensions) {
    database =
        Optional.of(
            new DatabaseNeeds(
                DATABASE_PASSWORD,
                DATABASE_CONNECTIONS,
                Set.of(extensions),
                Optional.empty(),
                false));
    return this;
  }

  /** It uses this of the class, unless the Tenant sets {@link #MAIL_VARIABLE}. */
  public synchronized FakeApplication withClassResource(ClassResource resource) {
    classResources.put(resource, MAIL_VARIABLE::equals);
    return this;
  }

  /** Its set-up makes an account through its API. */
  public synchronized FakeApplication withAccount(String name) {
    account = Optional.of(name);
    return this;
  }

  /** A mistake of its author: its database is to have a password that it does not generate. */
  public synchronized FakeApplication withDatabaseOfUnknownPassword() {
    database = Optional.of(DatabaseNeeds.plain("nobody-generates-this", 1));
    return this;
  }

  /** A Job of this name must have completed, once per version, before the Deployment comes. */
  public synchronized FakeApplication withRun(String name) {
    runs.add(name);
    return this;
  }

  /** Its pods must not run beside these Jobs. */
  public synchronized FakeApplication stoppedDuringRuns() {
    stoppedDuringRuns = true;
    return this;
  }

  /** Its pods end before those of the next version begin, once the Jobs have completed. */
  public synchronized FakeApplication stoppedBetweenVersions() {
    stoppedBetweenVersions = true;
    return this;
  }

  /** Another build of the operator gives its Deployment this label, too. */
  public synchronized void withLabel(String name, String value) {
    labelsOfBuild = Map.of(name, value);
  }

  /** Another build of the operator gives its pods this label, too. */
  public synchronized void withPodLabel(String name, String value) {
    podLabelsOfBuild = Map.of(name, value);
  }

  public synchronized void refusePlan(Problem problem) {
    refusal = Optional.of(problem);
  }

  public synchronized FakeApplication withClosedPath(String path) {
    closedPaths.add(path);
    return this;
  }

  /** Its blueprint no longer has objects of this kind. */
  public synchronized void leaveOut(String kind) {
    leftOut.add(kind);
  }

  /** A mistake of its author: it cannot be compiled. */
  public void failToCompile(RuntimeException with) {
    whenCompiled(
        () -> {
          throw with;
        });
  }

  public synchronized void whenCompiled(Runnable action) {
    compiled = action;
  }

  public void answerHealthChecks(HealthCheckResult with) {
    answerHealthChecks(() -> with);
  }

  public synchronized void answerHealthChecks(Supplier<HealthCheckResult> with) {
    health = with;
  }

  public void answerProvisioning(Provisioning with) {
    answerProvisioning(() -> with);
  }

  public synchronized void answerProvisioning(Supplier<Provisioning> with) {
    provisioning = with;
  }

  // What the test asks.

  /** How many secrets were made. */
  public int generated() {
    return generated.get();
  }

  public int healthChecks() {
    return healthChecks.get();
  }

  public int provisionings() {
    return provisionings.get();
  }

  // What the operator asks.

  @Override
  public String defaultVersion() {
    return "1.0.0";
  }

  @Override
  public String imageRepository() {
    return "example/fake";
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(ENDPOINT);
  }

  @Override
  public DefaultResources defaultResources() {
    return new DefaultResources("100m", "128Mi", "1Gi", "n8n-data");
  }

  @Override
  public boolean ownsEnvironment(String variableName) {
    return variableName.equals(OWN_VARIABLE);
  }

  /** From one major version to the next only. */
  @Override
  public Optional<String> refusesVersion(String version) {
    return Optional.empty();
  }

  @Override
  public Optional<String> refusesUpgrade(String runningVersion, String wantedVersion) {
    return major(wantedVersion) - major(runningVersion) > 1
        ? Optional.of("take one major version at a time")
        : Optional.empty();
  }

  private static int major(String version) {
    return Integer.parseInt(version.split("\\.", 2)[0]);
  }

  @Override
  public synchronized Optional<Problem> refusesPlan(ServicePlan plan) {
    return refusal;
  }

  @Override
  public synchronized Map<String, Supplier<String>> missingSecrets(Map<String, String> present) {
    Map<String, Supplier<String>> missing = new HashMap<>();
    Stream.of(KEY, SESSION_SECRET, DATABASE_PASSWORD)
        .filter(name -> !name.equals(DATABASE_PASSWORD) || database.isPresent())
        .filter(name -> !present.containsKey(name))
        .forEach(name -> missing.put(name, () -> name + "-" + generated.incrementAndGet()));
    return missing;
  }

  @Override
  public Set<String> irreplaceableSecrets() {
    return Set.of(KEY);
  }

  @Override
  public synchronized Optional<DatabaseNeeds> database() {
    return database;
  }

  /** As if it were its administrator's password. */
  @Override
  public Rotation loginRotation(ResolvedService service) {
    return new Rotation.OfSecrets(Set.of(SESSION_SECRET));
  }

  @Override
  public synchronized Map<ClassResource, Predicate<String>> classResources(
      ResolvedService service) {
    return Map.copyOf(classResources);
  }

  @Override
  public Blueprint compile(ServicePlan plan) {
    action().run();
    return blueprint(plan);
  }

  private synchronized Runnable action() {
    return compiled;
  }

  private synchronized Blueprint blueprint(ServicePlan plan) {
    List<RolloutStage> stages = new ArrayList<>();
    List<HasMetadata> first = List.of(secret(plan), policy(plan), service(plan));
    if (runs.isEmpty()) {
      stages.add(stage(Stream.concat(first.stream(), Stream.of(deployment(plan))), List.of()));
    } else {
      Stream<Gate> gates = runs.stream().map(run -> completed(plan, run));
      Deployment deployment = deployment(plan);
      stages.add(
          stoppedDuringRuns
              ? stage(
                  Stream.concat(first.stream(), Stream.of(withoutReplicas(deployment))),
                  Stream.concat(
                          Stream.of(new Gate.Stopped(deployment.getMetadata().getName())), gates)
                      .toList())
              : stage(first.stream(), gates.toList()));
      if (stoppedBetweenVersions) {
        stages.add(
            stage(
                Stream.of(withoutReplicas(deployment)),
                List.of(
                    new Gate.NoOtherVersion(
                        deployment.getMetadata().getName(), plan.service().version()))));
      }
      stages.add(stage(Stream.of(deployment(plan)), List.of()));
    }
    return new Blueprint(
        volumes.stream().map(name -> volume(plan, name)).toList(),
        stages,
        List.of(new Endpoint("http", PORT, true, List.of("/"), closedPaths)));
  }

  private RolloutStage stage(Stream<HasMetadata> objects, List<Gate> gates) {
    return new RolloutStage(
        objects.filter(object -> !leftOut.contains(object.getKind())).toList(), gates);
  }

  @Override
  public HealthCheckResult checkHealth(ServicePlan plan) {
    healthChecks.incrementAndGet();
    Supplier<HealthCheckResult> answer;
    synchronized (this) {
      answer = health;
    }
    return answer.get();
  }

  @Override
  public synchronized Provisioning provision(ServicePlan plan, Ledger ledger) {
    provisionings.incrementAndGet();
    account
        .filter(name -> ledger.find(name) instanceof Ledger.Absent)
        .ifPresent(
            name -> {
              ledger.intend(name);
              ledger.noted(name, "id-of-" + name, Map.of());
            });
    return provisioning.get();
  }

  private static String name(ServicePlan plan) {
    return plan.service().name().id();
  }

  private static HasMetadata secret(ServicePlan plan) {
    Map<String, String> data = new TreeMap<>();
    plan.secrets().forEach((name, value) -> data.put(name, base64(value)));
    plan.classAccess()
        .smtp()
        .flatMap(SmtpAccess::login)
        .ifPresent(login -> data.put(SMTP_PASSWORD, base64(login.password())));
    return new SecretBuilder()
        .withMetadata(new ServiceMetadata(plan).data(name(plan)))
        .withType("Opaque")
        .withData(data)
        .build();
  }

  private static String base64(String value) {
    return Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8));
  }

  private static HasMetadata policy(ServicePlan plan) {
    ServiceMetadata metadata = new ServiceMetadata(plan);
    Map<String, String> settings = new TreeMap<>();
    settings.put("example.com/host", plan.service().host());
    plan.database().ifPresent(access -> settings.put("example.com/database", access.name()));
    return new NetworkPolicyBuilder()
        .withMetadata(metadata.compute(name(plan)))
        .editMetadata()
        .addToAnnotations(settings)
        .endMetadata()
        .withNewSpec()
        .withNewPodSelector()
        .addToMatchLabels(metadata.selector())
        .endPodSelector()
        .withPolicyTypes("Ingress")
        .endSpec()
        .build();
  }

  private static HasMetadata service(ServicePlan plan) {
    ServiceMetadata metadata = new ServiceMetadata(plan);
    return new ServiceBuilder()
        .withMetadata(metadata.compute(name(plan)))
        .withNewSpec()
        .withSelector(metadata.selector())
        .addNewPort()
        .withName("http")
        .withProtocol("TCP")
        .withPort(PORT)
        .endPort()
        .endSpec()
        .build();
  }

  private static Deployment withoutReplicas(Deployment deployment) {
    return deployment.edit().editSpec().withReplicas(0).endSpec().build();
  }

  private Deployment deployment(ServicePlan plan) {
    ServiceMetadata metadata = new ServiceMetadata(plan);
    return new DeploymentBuilder()
        .withMetadata(metadata.deployment(name(plan)))
        .editMetadata()
        .addToLabels(labelsOfBuild)
        .endMetadata()
        .withNewSpec()
        .withReplicas(plan.running() ? 1 : 0)
        .withNewSelector()
        .withMatchLabels(metadata.selector())
        .endSelector()
        .withNewTemplate()
        .withNewMetadata()
        .withLabels(metadata.labels())
        .addToLabels(podLabelsOfBuild)
        .withAnnotations(metadata.podAnnotations(plan.service().version()))
        .addToAnnotations("example.com/memory", plan.service().memory())
        .endMetadata()
        .withNewSpec()
        .addNewContainer()
        .withName(name(plan))
        .withImage(plan.service().image())
        .endContainer()
        .endSpec()
        .endTemplate()
        .endSpec()
        .build();
  }

  private static Gate completed(ServicePlan plan, String run) {
    ServiceMetadata metadata = new ServiceMetadata(plan).component(run);
    Job job =
        new JobBuilder()
            .withMetadata(metadata.compute(name(plan) + "-" + run))
            .withNewSpec()
            .withNewTemplate()
            .withNewMetadata()
            .withLabels(metadata.labels())
            .endMetadata()
            .withNewSpec()
            .withRestartPolicy("Never")
            .addNewContainer()
            .withName(run)
            .withImage(plan.service().image())
            .endContainer()
            .endSpec()
            .endTemplate()
            .endSpec()
            .build();
    String version = plan.service().version();
    return new Gate.Completed(run, version, Optional.of(version), job);
  }

  private static PersistentVolumeClaim volume(ServicePlan plan, String name) {
    return new PersistentVolumeClaimBuilder()
        .withMetadata(new ServiceMetadata(plan).data(name))
        .withNewSpec()
        .withAccessModes("ReadWriteOnce")
        .withNewResources()
        .addToRequests("storage", new Quantity(plan.service().storage().orElse("1Gi")))
        .endResources()
        .endSpec()
        .build();
  }
}
