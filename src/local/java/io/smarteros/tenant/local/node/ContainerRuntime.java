package io.smarteros.tenant.local.node;

import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.local.process.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** containerd, with images that outlive it. */
final class ContainerRuntime implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(1);

  /** Where the kubelet's images and containers are. */
  private static final String KUBERNETES = "--namespace=k8s.io";

  private final Path folder;
  private final ChildProcess containerd;

  private ContainerRuntime(Path folder, ChildProcess containerd) {
    this.folder = folder;
    this.containerd = containerd;
  }

  /**
   * Returns when it answers.
   *
   * @param store a folder with the images, which only one containerd may use at a time
   * @param folder for everything else
   */
  static ContainerRuntime start(Path store, Path folder) throws IOException {
    Path configuration = folder.resolve("containerd.toml");
    Files.writeString(configuration, configuration(store, folder));
    ChildProcess containerd =
        ChildProcess.start(
            "containerd",
            new ProcessBuilder("containerd", "--config=" + configuration),
            folder.resolve("containerd.log"));
    ContainerRuntime runtime = new ContainerRuntime(folder, containerd);
    Await.until("containerd to answer", START, runtime::answers);
    return runtime;
  }

  Path socket() {
    return socket(folder);
  }

  void importImage(Path archive) {
    ctr(KUBERNETES, "images", "import", archive.toString());
  }

  boolean hasImage(Image image) {
    return ctr(KUBERNETES, "images", "list", "--quiet").lines().anyMatch(image.reference()::equals);
  }

  /** Of a run that came to no good end; nothing of them runs any more. */
  void removeContainers() {
    List<String> left = ctr(KUBERNETES, "containers", "list", "--quiet").lines().toList();
    if (!left.isEmpty()) {
      List<String> remove = new ArrayList<>(List.of(KUBERNETES, "containers", "remove"));
      remove.addAll(left);
      ctr(remove.toArray(String[]::new));
    }
  }

  @Override
  public void close() {
    // it writes what it knows of images
    containerd.terminate();
  }

  private boolean answers() {
    containerd.mustBeAlive();
    return Files.exists(socket()) && new Command(ctrCommand("version")).succeeds();
  }

  private String ctr(String... arguments) {
    return new Command(ctrCommand(arguments)).output();
  }

  private List<String> ctrCommand(String... arguments) {
    List<String> command = new ArrayList<>(List.of("ctr", "--address=" + socket()));
    command.addAll(List.of(arguments));
    return command;
  }

  private static Path socket(Path folder) {
    return folder.resolve("containerd.sock");
  }

  /** A machine may lack the right to make the kernel spare a container when memory is short. */
  private static String configuration(Path store, Path folder) {
    return """
        version = 2
        root = "%s"
        state = "%s"
        [grpc]
          address = "%s"
        [plugins."io.containerd.grpc.v1.cri"]
          sandbox_image = "%s"
          restrict_oom_score_adj = true
          [plugins."io.containerd.grpc.v1.cri".cni]
            bin_dir = "%s"
            conf_dir = "%s"
          [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
            runtime_type = "io.containerd.runc.v2"
            [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
              SystemdCgroup = false
        """
        .formatted(
            store,
            folder.resolve("containerd"),
            socket(folder),
            Image.PAUSE.reference(),
            HostProgram.NETWORK_PLUGINS,
            folder.resolve("network"));
  }
}
