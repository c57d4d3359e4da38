package io.smarteros.tenant.testkit.platform;

import static io.smarteros.tenant.local.cluster.LocalCluster.ADMIN;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.smarteros.tenant.api.Condition;
import io.smarteros.tenant.api.Tenant;
import io.smarteros.tenant.api.TenantStatus.Decision;
import io.smarteros.tenant.deletion.DeletionConfirmation;
import io.smarteros.tenant.local.ApplicationStandIns;
import io.smarteros.tenant.local.cluster.Binaries;
import io.smarteros.tenant.local.cluster.ClusterAddresses;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.operator.ClassSecret;
import io.smarteros.tenant.local.operator.OperatorChart;
import io.smarteros.tenant.local.operator.OperatorJvm;
import io.smarteros.tenant.local.operator.OperatorProcess;
import io.smarteros.tenant.local.process.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All that a platform team has: a cluster with the chart's kinds, rights and fences, Supabase, a
 * class, the applications, and the operator as a process under its own ServiceAccount.
 */
public final class Platform implements AutoCloseable {
  /** On a busy machine. What is waited for longer than this does not come. */
  public static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final String CLASS_SECRET = "postgres-admin";

  private final LocalCluster cluster;
  private final SupabaseDatabase database;
  private final ApplicationStandIns applications;
  private final Map<String, String> environment;
  private final String address;
  private final OperatorJvm jvm;
  private final OperatorProcess operator;

  private Platform(
      LocalCluster cluster,
      SupabaseDatabase database,
      Map<String, String> environment,
      String address,
      OperatorJvm jvm) {
    this.cluster = cluster;
    this.database = database;
    this.environment = Map.copyOf(environment);
    this.address = address;
    this.applications = ApplicationStandIns.listen(address, cluster.client());
    this.jvm = jvm;
    this.operator = anotherOperator(Map.of());
  }

  /**
   * Installs everything and starts the operator.
   *
   * @param environment added to what the operator needs to know
   * @param jvm of all operators
   */
  public static Platform start(
      LocalCluster cluster,
      SupabaseDatabase database,
      Binaries binaries,
      Map<String, String> environment,
      OperatorJvm jvm) {
    Path kubeconfig = new OperatorChart(binaries).install(cluster);
    ClassSecret.create(cluster, OperatorChart.NAMESPACE, CLASS_SECRET, database.applications());
    Map<String, String> all =
        OperatorProcess.environment(kubeconfig, OperatorChart.NAMESPACE, database);
    all.putAll(environment);
    Platform platform = new Platform(cluster, database, all, ClusterAddresses.pick(), jvm);
    platform.apply(standardClass(database.port()));
    platform.operator.start();
    platform.operator.awaitReady();
    return platform;
  }

  /** The class {@code standard}, which is the default. */
  public static String standardClass(int databasePort) {
    return """
        apiVersion: smarteros.io/v1alpha1
        kind: TenantClass
        metadata:
          name: standard
          annotations: {smarteros.io/is-default-class: "true"}
        spec:
          baseDomain: tenants.example.com
          routing: {ingress: {className: nginx}}
          storageClassName: standard
          quota: {requests.cpu: "4", requests.memory: 16Gi, pods: "20"}
          limits: {defaultLimits: {memory: 512Mi}, defaultRequests: {cpu: 100m, memory: 256Mi}}
          network: {isolated: true, egress: Internet}
          database:
            host: 127.0.0.1
            port: %d
            sslMode: disable
            adminSecret: %s
          allow:
            versions: {n8n: ["2.41.1", "2.41.2", "does-not-exist"], odoo: ["19.0-20260723", "19.0-20260930"]}
            env: true
            hosts: true
            maxResources: {cpu: "2", memory: 4Gi, storage: 50Gi}
        """
        .formatted(databasePort, CLASS_SECRET);
  }

  public LocalCluster cluster() {
    return cluster;
  }

  public KubernetesClient client() {
    return cluster.client();
  }

  public SupabaseDatabase database() {
    return database;
  }

  public ApplicationStandIns applications() {
    return applications;
  }

  public OperatorProcess operator() {
    return operator;
  }

  /**
   * One more operator, not started yet; the caller closes it.
   *
   * @param changes to the environment of {@link #operator}
   */
  public OperatorProcess anotherOperator(Map<String, String> changes) {
    Map<String, String> changed = new HashMap<>(environment);
    changed.putAll(changes);
    return new OperatorProcess(changed, address, log(), jvm);
  }

  /** One that is put together in another way, not started yet; the caller closes it. */
  public OperatorProcess anotherOperator(Class<?> main) {
    return new OperatorProcess(environment, address, log(), jvm.running(main.getName()));
  }

  /** Stops the operator meanwhile; whatever happens, it runs and is ready afterwards. */
  public void whileStopped(Runnable interlude) {
    operator.stop();
    try {
      interlude.run();
    } finally {
      operator.restart();
    }
  }

  /** What the operator itself has asked of the API server. */
  public OperatorRequests requests() {
    return new OperatorRequests(cluster.auditLog());
  }

  /** A person's word that the data of this very Tenant goes with it. */
  public void confirmDeletion(String tenant) {
    String value = new DeletionConfirmation(find(tenant).orElseThrow()).value();
    kubectl("annotate", "--overwrite", "tenant", tenant, "smarteros.io/confirm-delete=" + value);
  }

  /** What the operator remembers of tenants. */
  public Records records() {
    return new Records(client());
  }

  /** What the operator has applied in a namespace. */
  public TenantObjects objects(String namespace) {
    return new TenantObjects(this, namespace);
  }

  /** As a person does with {@code kubectl apply -f -}. */
  public void apply(String manifest) {
    cluster.kubectlWithInput(ADMIN, manifest, "apply", "--filename=-").orFail();
  }

  /** Applies a Tenant of which only the spec is given. */
  public void applyTenant(String name, String spec) {
    apply(
        """
        apiVersion: smarteros.io/v1alpha1
        kind: Tenant
        metadata: {name: %s}
        spec:
        %s
        """
            .formatted(name, spec.indent(2)));
  }

  /** What kubectl prints, as the administrator. */
  public String kubectl(String... arguments) {
    return cluster.kubectl(ADMIN, arguments).orFail().strip();
  }

  public Optional<Tenant> find(String name) {
    return Optional.ofNullable(client().resources(Tenant.class).withName(name).get());
  }

  /** Waits until the Tenant, as last changed, was looked at and is Ready. */
  public Tenant awaitReady(String name) {
    return await(name, "to be Ready", Platform::isReadyNow);
  }

  /** Whether the Tenant, as last changed, was looked at and is Ready. */
  public boolean isReady(String name) {
    return find(name).filter(Platform::isReadyNow).isPresent();
  }

  private static boolean isReadyNow(Tenant tenant) {
    return isNow(tenant, "Ready", "True", "Ready");
  }

  /** Waits until a condition has this reason for the Tenant as last changed. */
  public Tenant awaitReason(String name, String type, String reason) {
    return await(
        name,
        "to have %s with reason %s".formatted(type, reason),
        tenant -> isNow(tenant, type, null, reason));
  }

  /** Waits for something else about a Tenant. */
  public Tenant await(String name, String what, Predicate<Tenant> condition) {
    try {
      Await.until(
          "tenant %s %s".formatted(name, what),
          PATIENCE,
          () -> find(name).filter(condition).isPresent());
    } catch (IllegalStateException e) {
      throw new AssertionError(
          "%s; it is:%n%s"
              .formatted(e.getMessage(), kubectl("get", "tenant", name, "--output=yaml")),
          e);
    }
    return find(name).orElseThrow();
  }

  /** Asks the operator to look at all of a tenant again, and waits until it has. */
  public void lookAgain(String name) {
    String now = Instant.now().toString();
    kubectl("annotate", "--overwrite", "tenant", name, "smarteros.io/reconcile-at=" + now);
    await(
        name,
        "to have been looked at",
        tenant ->
            tenant.getStatus() != null && now.equals(tenant.getStatus().lastHandledReconcileAt()));
  }

  /** Answers as a person does with what {@code status.decisions} shows. */
  public void answer(String tenant, Decision decision) {
    kubectl(
        "annotate",
        "--overwrite",
        "tenant",
        tenant,
        "%s=%s".formatted(decision.annotation(), decision.value()));
  }

  /** Deletes a Tenant and waits until it is gone. */
  public void deleteTenant(String name) {
    kubectl("delete", "tenant", name, "--ignore-not-found", "--timeout=120s");
  }

  private static boolean isNow(Tenant tenant, String type, @Nullable String status, String reason) {
    return tenant.getStatus() != null
        && tenant
            .getStatus()
            .condition(type)
            .filter(found -> found.observedGeneration() == tenant.getMetadata().getGeneration())
            .filter(found -> status == null || text(found).equals(status))
            .filter(found -> found.reason().equals(reason))
            .isPresent();
  }

  private static String text(Condition condition) {
    return switch (condition.status()) {
      case TRUE -> "True";
      case FALSE -> "False";
      case UNKNOWN -> "Unknown";
    };
  }

  private static Path log() {
    try {
      Path folder = Files.createDirectories(Path.of("target/operator-logs"));
      return Files.createTempFile(folder, "operator-", ".log");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    operator.close();
    applications.close();
  }
}
