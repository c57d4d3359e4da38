package io.smarteros.tenant.local.cluster;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.smarteros.tenant.local.process.TemporaryFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A real Kubernetes on 127.0.0.1: etcd, API server, controllers and scheduler, with one node on
 * which kwok plays the kubelet, or with a real one. It ends with {@link #close}, and with this JVM
 * however that ends.
 */
public final class LocalCluster implements AutoCloseable {
  /** May do everything. */
  public static final String ADMIN = ControlPlane.ADMIN;

  /** The user of what runs on a real node. It may do everything too. */
  public static final String NODE = ControlPlane.NODE;

  /** The server's own limit, and what lists and watches add. */
  private static final int MAX_DEPTH_OF_SERVER = 10_100;

  private final Nodes nodes;
  private final TemporaryFolder folder;
  private final ControlPlane controlPlane;
  private final Kubeconfigs kubeconfigs;
  private final Kubectl kubectl;
  private final KubernetesClient client;
  private final VolumeProvisioner volumes;

  /** What plays the way in. */
  private final List<IngressFollower> routing = new ArrayList<>();

  private LocalCluster(
      Nodes nodes, TemporaryFolder folder, ControlPlane controlPlane, Binaries binaries)
      throws IOException {
    this.nodes = nodes;
    this.folder = folder;
    this.controlPlane = controlPlane;
    this.kubeconfigs = controlPlane.kubeconfigs();
    this.kubectl = new Kubectl(binaries.path(Program.KUBECTL), folder.path());
    String kubeconfig = Files.readString(kubeconfigs.path(ADMIN));
    this.client = client(kubeconfig);
    this.volumes = new VolumeProvisioner(client, nodes);
  }

  private static KubernetesClient client(String kubeconfig) {
    return new KubernetesClientBuilder()
        .withConfig(Config.fromKubeconfig(kubeconfig))
        .withKubernetesSerialization(asDeepAsTheServer())
        .build();
  }

  private static KubernetesSerialization asDeepAsTheServer() {
    JsonFactory json =
        JsonFactory.builder()
            .streamReadConstraints(
                StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH_OF_SERVER).build())
            .build();
    return new KubernetesSerialization(new ObjectMapper(json), true);
  }

  /**
   * Returns when the node is ready for pods, about five seconds later.
   *
   * @param progress gets a line for every step worth telling a person
   * @param users log-ins beside the administrator's; they may do what RBAC grants them, at first
   *     nothing
   */
  public static LocalCluster start(Binaries binaries, Consumer<String> progress, String... users) {
    return start(binaries, new Nodes.Simulated(), progress, users);
  }

  /** The same; a real node is not there yet. */
  public static LocalCluster start(
      Binaries binaries, Nodes nodes, Consumer<String> progress, String... users) {
    progress.accept("Starting Kubernetes ...");
    try {
      return startOnce(binaries, nodes, progress, List.of(users));
    } catch (IllegalStateException | KubernetesClientException e) {
      // a port can be taken between its choice and its use, and servers give up on a busy machine
      progress.accept("It did not start (%s). Starting another one ...".formatted(e.getMessage()));
      return startOnce(binaries, nodes, progress, List.of(users));
    }
  }

  private static LocalCluster startOnce(
      Binaries binaries, Nodes nodes, Consumer<String> progress, List<String> users) {
    long start = System.nanoTime();
    TemporaryFolder folder = TemporaryFolder.create("tenant-cluster");
    try {
      ControlPlane controlPlane = ControlPlane.start(binaries, nodes, folder.path(), users);
      LocalCluster cluster = new LocalCluster(nodes, folder, controlPlane, binaries);
      cluster.makeUsable();
      progress.accept(
          "Kubernetes is up after %.1f s.".formatted((System.nanoTime() - start) / 1e9));
      return cluster;
    } catch (IOException e) {
      throw new UncheckedIOException("The local Kubernetes did not start", e);
    }
  }

  private void makeUsable() throws IOException {
    try {
      volumes.start();
      if (nodes instanceof Nodes.Simulated) {
        FakeNode.create(client);
      }
      client.load(LocalResource.open("routing.yaml")).serverSideApply();
      routing.add(IngressController.start(clientOf(IngressController.USER)));
      routing.add(CertificateIssuer.start(clientOf(CertificateIssuer.USER)));
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private KubernetesClient clientOf(String user) throws IOException {
    return client(Files.readString(kubeconfigs.path(user)));
  }

  /** A client of the administrator; it is closed with the cluster. */
  public KubernetesClient client() {
    return client;
  }

  public AuditLog auditLog() {
    return new AuditLog(controlPlane.auditLog());
  }

  /** The process ids of etcd, API server, controllers, scheduler and, on simulated nodes, kwok. */
  public Map<Program, Long> processes() {
    return controlPlane.processes();
  }

  /** The kubeconfig file of the administrator or of a user named at the start. */
  public Path kubeconfig(String user) {
    return kubeconfigs.path(user);
  }

  /** Makes a kubeconfig file with a token of the ServiceAccount, good for a day. */
  public Path serviceAccountKubeconfig(String namespace, String name) {
    String token =
        kubectl(ADMIN, "create", "token", name, "--namespace", namespace, "--duration=24h")
            .orFail()
            .strip();
    try {
      return kubeconfigs.write(namespace + ":" + name, token);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public KubectlResult kubectl(String user, String... arguments) {
    return kubectlWithInput(user, "", arguments);
  }

  /** For {@code -f -}. */
  public KubectlResult kubectlWithInput(String user, String input, String... arguments) {
    return kubectl.run(kubeconfigs.path(user), input, List.of(arguments));
  }

  @Override
  public void close() {
    routing.forEach(IngressFollower::close);
    volumes.close();
    client.close();
    controlPlane.close();
    folder.close();
  }
}
