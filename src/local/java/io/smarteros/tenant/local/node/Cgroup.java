package io.smarteros.tenant.local.node;

import io.smarteros.tenant.local.process.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** A control group for all pods of a node, which goes when they have. */
final class Cgroup implements AutoCloseable {
  private static final Path ROOT = Path.of("/sys/fs/cgroup");
  private static final Duration PROCESSES_END = Duration.ofSeconds(20);

  /**
   * How much processor time all pods get together when there is too little, by the file of each
   * version: as much as ten processes outside of any group. By default they would share what one
   * gets, and the operator would lose its lease.
   */
  private static final Map<String, String> PROCESSOR_TIME =
      Map.of("cpu.shares", "10240", "cpu.weight", "1000");

  private final String name;
  private final List<Path> folders;

  private Cgroup(String name, List<Path> folders) {
    this.name = name;
    this.folders = folders;
  }

  static Cgroup create(String name) throws IOException {
    List<Path> folders = hierarchies().stream().map(hierarchy -> hierarchy.resolve(name)).toList();
    for (Path folder : folders) {
      Files.createDirectory(folder);
      grantProcessorTime(folder);
    }
    return new Cgroup(name, folders);
  }

  private static void grantProcessorTime(Path folder) throws IOException {
    for (Map.Entry<String, String> share : PROCESSOR_TIME.entrySet()) {
      Path file = folder.resolve(share.getKey());
      if (Files.exists(file)) {
        Files.writeString(file, share.getValue());
      }
    }
  }

  /** As the kubelet takes it. */
  String name() {
    return "/" + name;
  }

  @Override
  public void close() {
    Await.until("the last processes of the node to end", PROCESSES_END, this::isRemoved);
  }

  private boolean isRemoved() {
    return folders.stream().allMatch(Cgroup::remove);
  }

  /** Groups within groups first; the files in them are no files and go with them. */
  private static boolean remove(Path folder) {
    if (!Files.exists(folder)) {
      return true;
    }
    try (var groups = Files.walk(folder)) {
      for (Path group :
          groups.filter(Files::isDirectory).sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(group);
      }
      return true;
    } catch (FileSystemException e) {
      // a process in it has not ended yet
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One in version 2 of control groups, one for each controller in version 1. */
  private static List<Path> hierarchies() throws IOException {
    if (Files.exists(ROOT.resolve("cgroup.controllers"))) {
      return List.of(ROOT);
    }
    try (var controllers = Files.list(ROOT)) {
      return controllers
          .filter(Files::isDirectory)
          .filter(folder -> !Files.isSymbolicLink(folder))
          .toList();
    }
  }
}
