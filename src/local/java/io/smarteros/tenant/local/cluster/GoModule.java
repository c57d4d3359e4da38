package io.smarteros.tenant.local.cluster;

import java.nio.file.Path;

/** A Go module of this project that pins programs, which are built together. */
public enum GoModule {
  /** Everything but nodes: what every test needs. */
  CONTROL_PLANE("src/local/kubernetes", "Kubernetes", "about ten minutes"),
  /** What a node needs beside containerd. */
  NODE("src/local/node", "the programs of a node", "about four minutes");

  private final Path folder;
  private final String title;
  private final String buildTime;

  GoModule(String folder, String title, String buildTime) {
    this.folder = Path.of(folder);
    this.title = title;
    this.buildTime = buildTime;
  }

  Path folder() {
    return folder;
  }

  /** For messages. */
  String title() {
    return title;
  }

  /** How long all of it takes on 2 cores, if nothing was ever compiled. */
  String buildTime() {
    return buildTime;
  }
}
