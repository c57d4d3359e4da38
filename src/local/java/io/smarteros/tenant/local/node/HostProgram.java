package io.smarteros.tenant.local.node;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** A program that the node needs of this machine, and Debian's package that has it. */
public enum HostProgram {
  BRIDGE("bridge", "containernetworking-plugins"),
  BUILDAH("buildah", "buildah"),
  CONNTRACK("conntrack", "conntrack"),
  CONTAINERD("containerd", "containerd"),
  CTR("ctr", "containerd"),
  DEBOOTSTRAP("debootstrap", "debootstrap"),
  IP("ip", "iproute2"),
  IPTABLES("iptables", "iptables"),
  NFT("nft", "nftables"),
  NPM("npm", "npm"),
  RUNC("runc", "runc"),
  UNSHARE("unshare", "util-linux");

  /** Debian keeps the plugins of the container network there. */
  static final Path NETWORK_PLUGINS = Path.of("/usr/lib/cni");

  private final String command;
  private final String debianPackage;

  HostProgram(String command, String debianPackage) {
    this.command = command;
    this.debianPackage = debianPackage;
  }

  /** What keeps a node from running on this machine, for a person; empty when nothing does. */
  public static List<String> obstacles() {
    if (!System.getProperty("user.name").equals("root")) {
      return List.of("a node needs root: run this as root, on a machine that you can do without");
    }
    List<HostProgram> missing =
        Arrays.stream(values()).filter(program -> !program.isInstalled()).toList();
    return missing.isEmpty()
        ? List.of()
        : List.of(
            "%s missing: apt-get install --no-install-recommends %s"
                .formatted(
                    missing.stream()
                        .map(program -> program.command)
                        .collect(Collectors.joining(", ")),
                    missing.stream()
                        .map(program -> program.debianPackage)
                        .distinct()
                        .collect(Collectors.joining(" "))));
  }

  private boolean isInstalled() {
    String path =
        Optional.ofNullable(System.getenv("PATH")).orElse("")
            + File.pathSeparator
            + NETWORK_PLUGINS;
    return Arrays.stream(path.split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, command)));
  }
}
