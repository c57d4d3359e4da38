package io.smarteros.tenant.local.cluster;

import io.smarteros.tenant.local.process.CacheFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The programs of one Go module, built into a folder that is named after their versions. */
final class ModuleBuild {
  private final GoModule module;
  private final GoToolchain go;
  private final Map<Program, Path> provided;
  private final Path home;

  /**
   * Of what is not provided.
   *
   * @param provided programs that are on this machine already
   */
  ModuleBuild(GoModule module, GoToolchain go, Map<Program, Path> provided) {
    this.module = module;
    this.go = go;
    this.provided = provided;
    this.home = CacheFolder.path().resolve(CacheFolder.nameOf(go.fingerprint()));
  }

  /** Builds what is missing, and says where all of them are. */
  Map<Program, Path> run(Consumer<String> progress) throws IOException, InterruptedException {
    if (!missing().isEmpty()) {
      Files.createDirectories(bin());
      go.require();
      buildMissing(progress);
    }
    Map<Program, Path> paths = new EnumMap<>(Program.class);
    Program.of(module).forEach(program -> paths.put(program, path(program)));
    return paths;
  }

  private List<Program> missing() {
    return Program.of(module).stream()
        .filter(program -> !Files.isExecutable(path(program)))
        .toList();
  }

  private void buildMissing(Consumer<String> progress) throws IOException, InterruptedException {
    String waiting = "Another process is building %s; waiting for it ...".formatted(module.title());
    try (FileChannel _ = CacheFolder.lock(home, progress, waiting)) {
      List<Program> missing = missing();
      if (missing.isEmpty()) {
        return;
      }
      progress.accept(
          "Building %s from source into %s, once: all of it takes %s on 2 cores."
              .formatted(module.title(), home, module.buildTime()));
      // what a killed build left in it is overwritten; only whole programs are moved to bin
      Path building = Files.createDirectories(home.resolve("building"));
      for (Program program : missing) {
        build(program, building, progress);
      }
    }
  }

  private void build(Program program, Path building, Consumer<String> progress)
      throws IOException, InterruptedException {
    long start = System.nanoTime();
    progress.accept("  %s %s ...".formatted(program.fileName(), go.version(program)));
    go.build(program, building, building.resolve(program.fileName() + ".log"));
    Files.move(building.resolve(program.fileName()), path(program), StandardCopyOption.ATOMIC_MOVE);
    progress.accept(
        "  %s built in %d s"
            .formatted(
                program.fileName(), Duration.ofNanos(System.nanoTime() - start).toSeconds()));
  }

  private Path bin() {
    return home.resolve("bin");
  }

  private Path path(Program program) {
    return provided.getOrDefault(program, bin().resolve(program.fileName()));
  }
}
