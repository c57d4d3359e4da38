package io.smarteros.tenant.acceptance;

import static io.smarteros.tenant.local.cluster.LocalCluster.ADMIN;

import io.smarteros.tenant.local.cluster.Binaries;
import io.smarteros.tenant.local.cluster.GoModule;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.local.database.PodNetwork;
import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.local.node.Enclosure;
import io.smarteros.tenant.local.node.RealNode;
import io.smarteros.tenant.local.operator.ClassSecret;
import io.smarteros.tenant.local.operator.OperatorChart;
import io.smarteros.tenant.local.process.TemporaryFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;

/**
 * All that a platform team has, with pods that run: a cluster with a node, PostgreSQL, a class, and
 * the operator as a pod from the chart.
 */
final class RealPlatform implements AutoCloseable {
  static final String DEFAULT_CLASS = "standard";

  /** Whose pods may run as root. */
  static final String BASELINE_CLASS = "baseline";

  private static final String CLASS_SECRET = "postgres-admin";
  private static final String SUPABASE_SECRET = "supabase-database";

  private final TemporaryFolder folder;
  private final LocalCluster cluster;
  private final RealNode node;
  private final SupabaseDatabase database;

  private RealPlatform(
      TemporaryFolder folder, LocalCluster cluster, RealNode node, SupabaseDatabase database) {
    this.folder = folder;
    this.cluster = cluster;
    this.node = node;
    this.database = database;
  }

  static RealPlatform start() {
    Consumer<String> progress = System.out::println;
    Binaries binaries = Binaries.build(progress, List.of(GoModule.values()));
    TemporaryFolder folder = TemporaryFolder.create("tenant-node");
    try {
      LocalCluster cluster =
          LocalCluster.start(
              binaries, RealNode.announce(folder.path().resolve("volumes")), progress);
      RealNode node = RealNode.start(binaries, folder.path(), cluster);
      SupabaseDatabase database =
          SupabaseDatabase.start(
              Schema.HARDENED, new PodNetwork(Enclosure.GATEWAY, Enclosure.POD_RANGE));
      RealPlatform platform = new RealPlatform(folder, cluster, node, database);
      platform.install(new OperatorChart(binaries));
      return platform;
    } catch (IOException e) {
      throw new UncheckedIOException("The node did not start", e);
    }
  }

  SupabaseDatabase database() {
    return database;
  }

  LocalCluster cluster() {
    return cluster;
  }

  /** What kubectl prints, as the administrator. */
  String kubectl(String... arguments) {
    return cluster.kubectl(ADMIN, arguments).orFail().strip();
  }

  /** As a person does with {@code kubectl apply -f -}. */
  void apply(String manifest) {
    cluster.kubectlWithInput(ADMIN, manifest, "apply", "--filename=-").orFail();
  }

  /** As a node that breaks down does. Its Deployment starts another one. */
  void killOperator() {
    kubectl(
        "delete",
        "pod",
        "--selector=app.kubernetes.io/name=tenant-operator",
        "--namespace=" + OperatorChart.NAMESPACE,
        "--grace-period=0",
        "--force");
  }

  /** What a person would look at first. */
  String situation() {
    return String.join(
        System.lineSeparator(),
        kubectl("get", "tn", "--output=yaml"),
        kubectl("get", "pods", "--all-namespaces", "--output=wide"),
        kubectl("get", "events", "--all-namespaces", "--sort-by=.lastTimestamp"),
        kubectl(
            "logs",
            "deployment/tenant-operator",
            "--namespace=" + OperatorChart.NAMESPACE,
            "--tail=100"));
  }

  private void install(OperatorChart chart) {
    chart.install(cluster);
    kubectl(
        "create",
        "secret",
        "generic",
        SUPABASE_SECRET,
        "--namespace=" + OperatorChart.NAMESPACE,
        "--from-literal=password=" + database.operator().password());
    ClassSecret.create(cluster, OperatorChart.NAMESPACE, CLASS_SECRET, database.applications());
    cluster
        .kubectlWithInput(
            ADMIN,
            chart.render(
                "--set=supabase.database.url=" + database.jdbcUrl(Enclosure.GATEWAY),
                "--set=supabase.database.user=" + database.operator().user(),
                "--set=supabase.database.passwordSecret.name=" + SUPABASE_SECRET),
            "apply",
            "--server-side",
            "--force-conflicts",
            "--filename=-")
        .orFail();
    kubectl(
        "rollout",
        "status",
        "deployment/tenant-operator",
        "--namespace=" + OperatorChart.NAMESPACE,
        "--timeout=3m");
    apply(tenantClass(DEFAULT_CLASS, "restricted"));
    apply(tenantClass(BASELINE_CLASS, "baseline"));
  }

  /** It asks for so little that the pods of all tests have room on two processors. */
  private String tenantClass(String name, String podSecurity) {
    return """
        apiVersion: smarteros.io/v1alpha1
        kind: TenantClass
        metadata:
          name: %4$s
        spec:
          podSecurity: %5$s
          baseDomain: tenants.example.com
          routing: {ingress: {className: nginx}}
          database:
            host: %1$s
            port: %2$d
            sslMode: disable
            adminSecret: %3$s
          network: {databaseCIDRs: [%1$s/32]}
          allow:
            maxResources: {cpu: "2", memory: 4Gi, storage: 50Gi}
            versions: {n8n: [2.41.1], odoo: [19.0-20260723]}
          services:
            n8n: {version: 2.40.7, resources: {cpu: 100m}}
            odoo: {version: 19.0-20260601, resources: {cpu: 100m}}
            botpress: {resources: {cpu: 100m}}
            chatwoot: {resources: {cpu: 100m}}
        """
        .formatted(Enclosure.GATEWAY, database.port(), CLASS_SECRET, name, podSecurity);
  }

  @Override
  public void close() {
    node.close();
    database.close();
    cluster.close();
    folder.close();
  }
}
