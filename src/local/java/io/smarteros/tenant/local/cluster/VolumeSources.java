package io.smarteros.tenant.local.cluster;

import io.fabric8.kubernetes.api.model.PersistentVolumeBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** Where the data of a volume is. */
final class VolumeSources {
  private VolumeSources() {}

  /** For pods that only seem to run. */
  static PersistentVolumeBuilder nonexistent(String name) {
    return new PersistentVolumeBuilder()
        .withNewSpec()
        .withNewHostPath()
        .withPath("/nonexistent/" + name)
        .endHostPath()
        .endSpec();
  }

  /**
   * A folder, made now. It is a local volume, not a host path: only of such a one the kubelet
   * changes the group to the pod's fsGroup, as it does with the volumes of a cloud.
   */
  static PersistentVolumeBuilder folder(Nodes.Real node, String name) {
    Path folder = node.volumes().resolve(name);
    try {
      Files.createDirectories(folder);
    } catch (IOException e) {
      throw new UncheckedIOException("No folder for volume " + name, e);
    }
    return new PersistentVolumeBuilder()
        .withNewSpec()
        .withNewLocal()
        .withPath(folder.toString())
        .endLocal()
        .withNewNodeAffinity()
        .withNewRequired()
        .addNewNodeSelectorTerm()
        .addNewMatchExpression()
        .withKey("kubernetes.io/hostname")
        .withOperator("In")
        .withValues(node.name())
        .endMatchExpression()
        .endNodeSelectorTerm()
        .endRequired()
        .endNodeAffinity()
        .endSpec();
  }

  /** With all that pods wrote to it. */
  static void removeFolder(Nodes.Real node, String name) {
    Path folder = node.volumes().resolve(name);
    if (!Files.exists(folder)) {
      return;
    }
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Volume " + name + " could not be removed", e);
    }
  }
}
