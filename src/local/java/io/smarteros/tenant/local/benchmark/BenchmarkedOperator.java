package io.smarteros.tenant.local.benchmark;

import static io.smarteros.tenant.local.cluster.LocalCluster.ADMIN;

import io.smarteros.tenant.local.cluster.AuditLog.Entry;
import io.smarteros.tenant.local.cluster.Binaries;
import io.smarteros.tenant.local.cluster.ClusterAddresses;
import io.smarteros.tenant.local.n8n.N8nStandIn;
import io.smarteros.tenant.local.operator.ClassSecret;
import io.smarteros.tenant.local.operator.OperatorChart;
import io.smarteros.tenant.local.operator.OperatorJvm;
import io.smarteros.tenant.local.operator.OperatorProcess;
import io.smarteros.tenant.local.process.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** The operator in the JVM that the chart gives it, what it needs, and what it asked and used. */
final class BenchmarkedOperator implements AutoCloseable {
  static final Path PROFILE = Path.of("target/benchmark.jfr");

  private static final Path RECORDING = Path.of("target/benchmark-running.jfr");
  private static final Path CLASS = Path.of("samples/class-standard.yaml");
  private static final String CLASS_SECRET = "postgres-admin";
  private static final Path LOG = Path.of("target/benchmark-operator.log");
  private static final String ACCOUNT = "system:serviceaccount:" + OperatorChart.user();
  private static final String ITS_CLIENT = "fabric8-kubernetes-client/";
  private static final Duration UNTIL_LEADING = Duration.ofMinutes(2);
  private static final Pattern RECONCILIATIONS =
      Pattern.compile(
          "(?m)^tenant_operator_reconciliations_(?:success|failure)_total\\{[^}]*"
              + "controller_name=\"tenant\"[^}]*} (\\S+)$");

  private final BenchmarkSite site;
  private final N8nStandIn n8n;
  private final OperatorProcess process;

  private BenchmarkedOperator(BenchmarkSite site, N8nStandIn n8n, OperatorProcess process) {
    this.site = site;
    this.n8n = n8n;
    this.process = process;
  }

  /**
   * Installs chart and class. The operator is not started yet.
   *
   * @param profiled writes {@link #PROFILE}
   */
  static BenchmarkedOperator install(BenchmarkSite site, Binaries binaries, boolean profiled) {
    try {
      OperatorChart chart = new OperatorChart(binaries);
      Path kubeconfig = chart.install(site.cluster());
      ClassSecret.create(
          site.cluster(), OperatorChart.NAMESPACE, CLASS_SECRET, site.database().applications());
      String sample = Files.readString(CLASS);
      site.cluster()
          .kubectlWithInput(
              ADMIN,
              sample.replace("port: 15432", "port: " + site.database().port()),
              "apply",
              "--filename=-")
          .orFail();
      String address = ClusterAddresses.pick();
      N8nStandIn n8n =
          N8nStandIn.listen(
              new InetSocketAddress(address, N8nStandIn.PORT),
              new BenchmarkPods(site.cluster().client())::environment,
              N8nStandIn.Settings.defaults());
      OperatorJvm jvm = OperatorJvm.ofChart(chart);
      Files.deleteIfExists(LOG);
      return new BenchmarkedOperator(
          site,
          n8n,
          new OperatorProcess(
              OperatorProcess.environment(kubeconfig, OperatorChart.NAMESPACE, site.database()),
              address,
              LOG,
              profiled ? jvm.with(FlightRecording.option(RECORDING)) : jvm));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  void start() {
    process.start();
  }

  /** Ends it in order. The profile is that of its first run. */
  void stop() throws IOException {
    process.stop();
    if (Files.exists(RECORDING)) {
      Files.move(RECORDING, PROFILE, StandardCopyOption.REPLACE_EXISTING);
    }
  }

  void mustRun() {
    if (!process.isRunning()) {
      throw new IllegalStateException("The operator has ended, see " + LOG);
    }
  }

  /** When it took the lease, by the API server's clock. */
  Instant awaitLeading(Moment start) {
    List<Instant> taken = new ArrayList<>();
    Await.until(
        "the operator to lead",
        UNTIL_LEADING,
        () -> {
          mustRun();
          requests(start.auditMark()).stream()
              .filter(Entry::isWrite)
              .filter(entry -> entry.resource().equals("leases") && entry.code() < 300)
              .map(Entry::at)
              .forEach(taken::add);
          return !taken.isEmpty();
        });
    return taken.getFirst();
  }

  /** What it asked of the API server since then. */
  List<Entry> requests(long auditMark) {
    return site.requests(
        auditMark,
        entry -> entry.user().equals(ACCOUNT) && entry.userAgent().startsWith(ITS_CLIENT));
  }

  /** Of Tenants, since its start, by its own metrics. */
  double reconciliations() {
    return RECONCILIATIONS
        .matcher(process.metrics())
        .results()
        .mapToDouble(result -> Double.parseDouble(result.group(1)))
        .sum();
  }

  /** Now, while it runs. */
  Moment moment() {
    Moment without = site.moment();
    Map<Actor, ProcessSample> used = new EnumMap<>(without.used());
    used.put(Actor.OPERATOR, ProcessSample.of(process.pid()));
    return new Moment(
        without.at(), without.auditMark(), reconciliations(), without.database(), used);
  }

  @Override
  public void close() {
    process.close();
    n8n.close();
    try {
      Files.deleteIfExists(RECORDING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
