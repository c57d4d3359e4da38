package io.smarteros.tenant.local.node;

import io.smarteros.tenant.local.process.ChildProcess;
import io.smarteros.tenant.local.process.TemporaryFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Runs a program in Linux namespaces of its own: it has its own network, mounts and processes, and
 * with its end the kernel takes down all of them. So nothing of a node is left on this machine, and
 * none of its addresses or firewall rules gets in anybody's way.
 */
public final class Enclosure {
  /** This machine's address in the network of the pods. */
  public static final String GATEWAY = "10.244.0.1";

  public static final String POD_RANGE = "10.244.0.0/24";

  /** The network exists before the first pod, so that servers can listen in it. */
  static final String BRIDGE = "cni0";

  /** System property of the JVM in an enclosure. */
  private static final String CGROUP = "local.node.cgroup";

  /**
   * The kubelet's mounts must reach its pods. The default route is for the addresses of Services.
   * The shell stays, as process 1, to take leave of the processes that lose their parent.
   */
  private static final String SET_UP =
      """
      set -e
      mount --make-rshared /
      mount --bind "$0" /etc/resolv.conf
      ip link set lo up
      ip link add %1$s type bridge
      ip address add %2$s/24 dev %1$s
      ip link set %1$s up
      ip route add default dev %1$s
      echo 1 > /proc/sys/net/ipv4/ip_forward
      "$@"
      """
          .formatted(BRIDGE, GATEWAY);

  private Enclosure() {}

  /** The control group for the pods; throws IllegalStateException outside of an enclosure. */
  static String cgroup() {
    String name = System.getProperty(CGROUP);
    if (name == null) {
      throw new IllegalStateException(
          "A node would change this machine's own network: use ./mvnw verify -Pacceptance");
    }
    return name;
  }

  /**
   * Runs a JVM, whose output is that of this one.
   *
   * @param java its command line
   * @return its exit code
   */
  public static int run(List<String> java) throws IOException, InterruptedException {
    try (TemporaryFolder folder = TemporaryFolder.create("tenant-node");
        Cgroup cgroup = Cgroup.create(folder.path().getFileName().toString())) {
      Path names = folder.path().resolve("resolv.conf");
      Files.writeString(names, "nameserver %s%n".formatted(GATEWAY));
      List<String> command =
          new ArrayList<>(
              List.of(
                  "unshare",
                  "--mount",
                  "--net",
                  "--pid",
                  "--mount-proc",
                  "--fork",
                  "--kill-child",
                  "sh",
                  "-c",
                  SET_UP,
                  names.toString()));
      command.add(java.getFirst());
      command.add("-D%s=%s".formatted(CGROUP, cgroup.name()));
      // what it leaves there goes with the folder: its own watchdogs end with it
      command.add("-Djava.io.tmpdir=" + folder.path());
      command.addAll(java.subList(1, java.size()));
      try (ChildProcess enclosed = ChildProcess.startVisibly("node", new ProcessBuilder(command))) {
        return enclosed.waitFor();
      }
    }
  }
}
