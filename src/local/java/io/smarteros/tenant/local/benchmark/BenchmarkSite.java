package io.smarteros.tenant.local.benchmark;

import static io.smarteros.tenant.local.cluster.LocalCluster.ADMIN;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.local.cluster.AuditLog.Entry;
import io.smarteros.tenant.local.cluster.Binaries;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.local.cluster.Program;
import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.local.process.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** A fresh Kubernetes and a fresh PostgreSQL, and what they and this process have used so far. */
final class BenchmarkSite implements AutoCloseable {
  /** Who makes and edits Tenants, and is the bare client: nobody else has this name. */
  private static final String USER = "benchmark";

  private static final Duration RIGHTS = Duration.ofSeconds(30);

  private final LocalCluster cluster;
  private final SupabaseDatabase database;
  private final KubernetesClient client;

  private BenchmarkSite(LocalCluster cluster, SupabaseDatabase database, KubernetesClient client) {
    this.cluster = cluster;
    this.database = database;
    this.client = client;
  }

  static BenchmarkSite start(Binaries binaries, Consumer<String> progress) {
    LocalCluster cluster = LocalCluster.start(binaries, progress, USER);
    cluster
        .kubectl(
            ADMIN,
            "create",
            "clusterrolebinding",
            USER,
            "--clusterrole=cluster-admin",
            "--user=" + USER)
        .orFail();
    return new BenchmarkSite(cluster, SupabaseDatabase.start(Schema.HARDENED), open(cluster));
  }

  LocalCluster cluster() {
    return cluster;
  }

  SupabaseDatabase database() {
    return database;
  }

  /** The benchmark's own: it may do everything, and the audit log knows it. */
  KubernetesClient client() {
    return client;
  }

  /** What the benchmark's client itself asked since then. */
  List<Entry> ownRequests(Moment since) {
    return requests(since.auditMark(), entry -> entry.user().equals(USER));
  }

  List<Entry> requests(long auditMark, Predicate<Entry> wanted) {
    List<Entry> found = new ArrayList<>();
    cluster
        .auditLog()
        .read(
            auditMark,
            entry -> {
              if (wanted.test(entry)) {
                found.add(entry);
              }
            });
    return found;
  }

  /** Now, without an operator. */
  Moment moment() {
    return new Moment(
        Instant.now(), cluster.auditLog().mark(), 0, databaseCounters(), usedByServers());
  }

  private Map<Actor, ProcessSample> usedByServers() {
    Map<Program, Long> programs = cluster.processes();
    Map<Actor, ProcessSample> used = new EnumMap<>(Actor.class);
    programs.forEach(
        (program, pid) -> used.merge(actor(program), ProcessSample.of(pid), ProcessSample::plus));
    used.put(Actor.POSTGRES, ProcessSample.ofTree(database.pid()));
    used.put(Actor.BENCHMARK, ProcessSample.of(ProcessHandle.current().pid()));
    return used;
  }

  private static Actor actor(Program program) {
    return switch (program) {
      case KUBE_APISERVER -> Actor.API_SERVER;
      case ETCD -> Actor.ETCD;
      case KUBE_CONTROLLER_MANAGER, KUBE_SCHEDULER, KWOK, KUBELET, KUBE_PROXY, COREDNS ->
          Actor.CONTROLLERS;
      case KUBECTL, HELM -> Actor.BENCHMARK;
    };
  }

  private DatabaseCounters databaseCounters() {
    try (Connection connection = database.connect(database.superuser())) {
      return DatabaseCounters.read(connection);
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL does not show its statistics", e);
    }
  }

  private static KubernetesClient open(LocalCluster cluster) {
    try {
      KubernetesClient client =
          new KubernetesClientBuilder()
              .withConfig(Config.fromKubeconfig(Files.readString(cluster.kubeconfig(USER))))
              .build();
      Await.until("the benchmark's rights", RIGHTS, () -> mayList(client));
      return client;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean mayList(KubernetesClient client) {
    try {
      client.namespaces().list();
      return true;
    } catch (KubernetesClientException e) {
      return false;
    }
  }

  @Override
  public void close() {
    client.close();
    database.close();
    cluster.close();
  }
}
