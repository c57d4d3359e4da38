package io.smarteros.tenant.local.node;

import io.fabric8.kubernetes.api.model.Node;
import io.smarteros.tenant.local.cluster.Binaries;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.local.cluster.Nodes;
import io.smarteros.tenant.local.cluster.Program;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.local.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * A node on which pods really run: containerd, kubelet and kube-proxy, with the cluster's DNS. It
 * lives in an {@link Enclosure}, and every pod ends with that at the latest.
 */
public final class RealNode implements AutoCloseable {
  private static final String NAME = "real-node";
  private static final Duration START = Duration.ofMinutes(2);

  private final Binaries binaries;
  private final Path folder;
  private final LocalCluster cluster;
  private final ContainerRuntime runtime;
  private final List<ChildProcess> processes = new ArrayList<>();

  private RealNode(Binaries binaries, Path folder, LocalCluster cluster, ContainerRuntime runtime) {
    this.binaries = binaries;
    this.folder = folder;
    this.cluster = cluster;
    this.runtime = runtime;
  }

  /**
   * What the cluster has to know of the node before it is there.
   *
   * @param folder for the volumes
   * @throws IllegalStateException outside of an enclosure
   */
  public static Nodes announce(Path folder) {
    Enclosure.cgroup();
    return new Nodes.Real(NAME, Enclosure.GATEWAY, folder);
  }

  /**
   * Returns when the node is ready for pods, about five seconds later.
   *
   * @param folder for its files and logs
   */
  public static RealNode start(Binaries binaries, Path folder, LocalCluster cluster)
      throws IOException {
    NodeFiles files = new NodeFiles(folder, Enclosure.cgroup());
    files.writeNetwork();
    ContainerRuntime runtime = ContainerRuntime.start(ImageStore.images(), folder);
    RealNode node = new RealNode(binaries, folder, cluster, runtime);
    try {
      node.startAll(files);
      return node;
    } catch (IOException | RuntimeException e) {
      node.close();
      throw e;
    }
  }

  @Override
  public void close() {
    processes.reversed().forEach(ChildProcess::close);
    runtime.close();
  }

  private void startAll(NodeFiles files) throws IOException {
    Path kubeconfig = cluster.kubeconfig(LocalCluster.NODE);
    start(
        Program.KUBELET,
        "--config=" + files.kubelet(runtime.socket()),
        "--kubeconfig=" + kubeconfig,
        "--hostname-override=" + NAME,
        "--node-ip=" + Enclosure.GATEWAY,
        "--root-dir=" + folder.resolve("kubelet"),
        "--cert-dir=" + folder.resolve("kubelet-certificates"));
    start(
        Program.KUBE_PROXY,
        "--kubeconfig=" + kubeconfig,
        "--hostname-override=" + NAME,
        "--proxy-mode=nftables",
        "--cluster-cidr=" + Enclosure.POD_RANGE,
        // these belong to the whole machine; a network of its own cannot change them
        "--conntrack-max-per-core=0",
        "--conntrack-tcp-timeout-established=0s",
        "--conntrack-tcp-timeout-close-wait=0s");
    start(Program.COREDNS, "-conf=" + files.names(kubeconfig));
    Await.until("the node to be ready, see " + folder, START, this::isReady);
  }

  private void start(Program program, String... flags) {
    List<String> command = new ArrayList<>(List.of(binaries.path(program).toString()));
    command.addAll(List.of(flags));
    Path log = folder.resolve(program.fileName() + ".log");
    processes.add(ChildProcess.start(program.fileName(), new ProcessBuilder(command), log));
  }

  private boolean isReady() {
    processes.forEach(ChildProcess::mustBeAlive);
    Node node = cluster.client().nodes().withName(NAME).get();
    return node != null
        && node.getStatus().getConditions().stream()
            .anyMatch(
                condition ->
                    condition.getType().equals("Ready") && condition.getStatus().equals("True"));
  }
}
