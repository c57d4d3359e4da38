package io.smarteros.tenant.local.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.local.process.ChildProcess;
import io.smarteros.tenant.local.process.FreePort;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The processes of a Kubernetes without real nodes, with their files in one folder. */
final class ControlPlane implements AutoCloseable {
  static final String ADMIN = "admin";

  /** What runs on a real node. */
  static final String NODE = "node";

  private static final String CONTROLLER_MANAGER = "system:kube-controller-manager";
  private static final String SCHEDULER = "system:kube-scheduler";
  private static final String KWOK = "kwok";
  private static final String SUPERUSERS = "system:masters";
  private static final Duration START = Duration.ofMinutes(2);

  private final Binaries binaries;
  private final Nodes nodes;
  private final Path folder;
  private final int apiPort = FreePort.pick();
  private final Map<Program, ChildProcess> processes = new LinkedHashMap<>();

  /** User name to token. */
  private final Map<String, String> tokens = new LinkedHashMap<>();

  private ControlPlane(Binaries binaries, Nodes nodes, Path folder) {
    this.binaries = binaries;
    this.nodes = nodes;
    this.folder = folder;
  }

  /** Starts everything and waits until the API server says that it is ready. */
  static ControlPlane start(Binaries binaries, Nodes nodes, Path folder, List<String> users)
      throws IOException {
    ControlPlane controlPlane = new ControlPlane(binaries, nodes, folder);
    try {
      controlPlane.startAll(users);
      return controlPlane;
    } catch (IOException | RuntimeException e) {
      controlPlane.close();
      throw e;
    }
  }

  /** The process ids of what runs. */
  Map<Program, Long> processes() {
    Map<Program, Long> ids = new EnumMap<>(Program.class);
    processes.forEach((program, process) -> ids.put(program, process.pid()));
    return ids;
  }

  Path auditLog() {
    return folder.resolve("audit.log");
  }

  Kubeconfigs kubeconfigs() throws IOException {
    return new Kubeconfigs(
        folder.resolve("kubeconfig"),
        "https://%s:%d".formatted(nodes.apiServer(), apiPort),
        certificate());
  }

  /** Nothing of a local cluster is kept, so nothing of it needs a gentle end. */
  @Override
  public void close() {
    List.copyOf(processes.values()).reversed().forEach(ChildProcess::close);
  }

  private void startAll(List<String> users) throws IOException {
    Files.createDirectories(folder.resolve("log"));
    writeTokens(users);
    writeServiceAccountKey();
    copyResource("audit-policy.yaml");
    copyResource("kwok-stages.yaml");

    int etcdPort = FreePort.pick();
    startEtcd(etcdPort);
    startApiServer(etcdPort);
    // written after the certificate, so that is whole by now
    Await.until("the key of kube-apiserver", START, () -> exists(certificateKey()));
    Kubeconfigs kubeconfigs = kubeconfigs();
    for (Map.Entry<String, String> user : tokens.entrySet()) {
      kubeconfigs.write(user.getKey(), user.getValue());
    }
    awaitReady(kubeconfigs.path(ADMIN));
    startControllerManager(kubeconfigs.path(CONTROLLER_MANAGER));
    startScheduler(kubeconfigs.path(SCHEDULER));
    if (nodes instanceof Nodes.Simulated) {
      startKwok(kubeconfigs.path(KWOK));
    }
  }

  private void startEtcd(int port) {
    String url = "http://127.0.0.1:" + port;
    String peerUrl = "http://127.0.0.1:" + FreePort.pick();
    start(
        Program.ETCD,
        "--data-dir=" + folder.resolve("etcd"),
        "--listen-client-urls=" + url,
        "--advertise-client-urls=" + url,
        "--listen-peer-urls=" + peerUrl,
        "--unsafe-no-fsync",
        "--log-level=warn");
  }

  private void startApiServer(int etcdPort) {
    start(
        Program.KUBE_APISERVER,
        "--etcd-servers=http://127.0.0.1:" + etcdPort,
        "--bind-address=" + nodes.apiServer(),
        "--secure-port=" + apiPort,
        "--cert-dir=" + folder.resolve("certs"),
        "--service-cluster-ip-range=10.96.0.0/16",
        "--service-account-issuer=https://kubernetes.default.svc",
        "--service-account-key-file=" + serviceAccountKey(),
        "--service-account-signing-key-file=" + serviceAccountKey(),
        "--authorization-mode=RBAC",
        "--token-auth-file=" + folder.resolve("tokens.csv"),
        "--anonymous-auth=false",
        // the Service "kubernetes" has an endpoint only where a pod can reach it
        "--endpoint-reconciler-type=" + endpointReconciler(),
        "--kubelet-preferred-address-types=InternalIP",
        "--audit-policy-file=" + folder.resolve("audit-policy.yaml"),
        "--audit-log-path=" + auditLog(),
        // in megabytes; by default it would be rotated under the reader's feet after 100
        "--audit-log-maxsize=10000");
  }

  private String endpointReconciler() {
    return switch (nodes) {
      case Nodes.Simulated _ -> "none";
      case Nodes.Real _ -> "lease";
    };
  }

  private void startControllerManager(Path kubeconfig) {
    start(
        Program.KUBE_CONTROLLER_MANAGER,
        "--kubeconfig=" + kubeconfig,
        "--authentication-kubeconfig=" + kubeconfig,
        "--authorization-kubeconfig=" + kubeconfig,
        "--service-account-private-key-file=" + serviceAccountKey(),
        "--root-ca-file=" + certificate(),
        "--use-service-account-credentials",
        "--leader-elect=false",
        "--secure-port=0",
        "--kube-api-qps=200",
        "--kube-api-burst=400",
        // a machine that is busy for a minute must not count as a lost node: its pods would stay
        // unready
        "--node-monitor-grace-period=10m");
  }

  private void startScheduler(Path kubeconfig) {
    start(
        Program.KUBE_SCHEDULER,
        "--kubeconfig=" + kubeconfig,
        "--leader-elect=false",
        "--secure-port=0");
  }

  private void startKwok(Path kubeconfig) {
    start(
        Program.KWOK,
        "--kubeconfig=" + kubeconfig,
        "--config=" + folder.resolve("kwok-stages.yaml"),
        // without it kwok 0.7.0 tells of the node every ten minutes only, and renews no lease
        "--node-lease-duration-seconds=40",
        "--manage-all-nodes=false",
        "--manage-nodes-with-annotation-selector=" + FakeNode.ANNOTATION + "=" + FakeNode.FAKE);
  }

  private void start(Program program, String... flags) {
    List<String> command = new ArrayList<>(List.of(binaries.path(program).toString()));
    command.addAll(List.of(flags));
    ProcessBuilder process = new ProcessBuilder(command).directory(folder.toFile());
    // away from a ~/.kwok/kwok.yaml or ~/.kube of the person who runs this
    process.environment().put("HOME", folder.toString());
    // processor time is scarcer than memory where tests run
    process.environment().put("GOGC", "300");
    Path log = folder.resolve("log").resolve(program.fileName() + ".log");
    processes.put(program, ChildProcess.start(program.fileName(), process, log));
  }

  private void awaitReady(Path kubeconfig) throws IOException {
    Config config = Config.fromKubeconfig(Files.readString(kubeconfig));
    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(config).build()) {
      Await.until(
          "kube-apiserver to be ready",
          START,
          () -> {
            processes.values().forEach(ChildProcess::mustBeAlive);
            try {
              return "ok".equals(client.raw("/readyz"));
            } catch (KubernetesClientException e) {
              return false;
            }
          });
    }
  }

  private void writeTokens(List<String> users) throws IOException {
    StringBuilder csv = new StringBuilder();
    addUser(csv, ADMIN, SUPERUSERS);
    addUser(csv, CONTROLLER_MANAGER, "");
    addUser(csv, SCHEDULER, "");
    addUser(csv, KWOK, SUPERUSERS);
    addUser(csv, IngressController.USER, "");
    addUser(csv, CertificateIssuer.USER, "");
    addUser(csv, NODE, SUPERUSERS);
    users.forEach(user -> addUser(csv, user, ""));
    Files.writeString(folder.resolve("tokens.csv"), csv);
  }

  private void addUser(StringBuilder csv, String user, String group) {
    String token = UUID.randomUUID().toString();
    tokens.put(user, token);
    csv.append("%s,%s,%s,\"%s\"%n".formatted(token, user, user, group));
  }

  private void writeServiceAccountKey() throws IOException {
    try {
      KeyPairGenerator rsa = KeyPairGenerator.getInstance("RSA");
      rsa.initialize(2048);
      byte[] key = rsa.generateKeyPair().getPrivate().getEncoded();
      Files.writeString(
          serviceAccountKey(),
          "-----BEGIN PRIVATE KEY-----%n%s%n-----END PRIVATE KEY-----%n"
              .formatted(Base64.getMimeEncoder(64, "\n".getBytes(UTF_8)).encodeToString(key)));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has RSA", e);
    }
  }

  private void copyResource(String name) throws IOException {
    try (InputStream resource = LocalResource.open(name)) {
      Files.copy(resource, folder.resolve(name));
    }
  }

  private boolean exists(Path file) {
    processes.values().forEach(ChildProcess::mustBeAlive);
    return Files.exists(file);
  }

  private Path serviceAccountKey() {
    return folder.resolve("sa.key");
  }

  private Path certificate() {
    return folder.resolve("certs/apiserver.crt");
  }

  private Path certificateKey() {
    return folder.resolve("certs/apiserver.key");
  }
}
