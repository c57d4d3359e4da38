package io.smarteros.tenant.local.cluster;

import io.smarteros.tenant.local.process.CacheFolder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The programs of the local cluster: those that are on this machine already, see {@link
 * ProvidedPrograms}, and the others built once per set of versions into a folder of the {@link
 * CacheFolder}: {@code <hash of the versions>/bin}.
 */
public final class Binaries {
  private final Map<Program, Path> paths;

  private Binaries(Map<Program, Path> paths) {
    this.paths = paths;
  }

  public Path path(Program program) {
    return Objects.requireNonNull(
        paths.get(program), () -> program.fileName() + " was not asked for");
  }

  /** The programs of every cluster; those of a node are not among them. */
  public static Binaries build(Consumer<String> progress) {
    return build(progress, List.of(GoModule.CONTROL_PLANE));
  }

  /**
   * Finds what is there and builds what is missing. Any number of processes may call it at once:
   * one builds, the others wait for it.
   *
   * @param progress gets a line for every step worth telling a person
   * @throws IllegalStateException in one line, when Go is missing or too old, a build fails, or a
   *     program in the folder of {@value ProvidedPrograms#FOLDER} has a wrong version
   */
  public static Binaries build(Consumer<String> progress, List<GoModule> modules) {
    Map<Program, Path> paths = new EnumMap<>(Program.class);
    try {
      for (GoModule module : modules) {
        GoToolchain go = new GoToolchain(module);
        Map<Program, Path> provided =
            module == GoModule.CONTROL_PLANE ? provided(go, progress) : Map.of();
        paths.putAll(new ModuleBuild(module, go, provided).run(progress));
      }
      return new Binaries(paths);
    } catch (IOException e) {
      throw new UncheckedIOException("The local Kubernetes could not be built", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while building the local Kubernetes", e);
    }
  }

  private static Map<Program, Path> provided(GoToolchain go, Consumer<String> progress)
      throws IOException, InterruptedException {
    return ProvidedPrograms.find(
        folder(System.getProperty(ProvidedPrograms.FOLDER)),
        folder(System.getenv(ProvidedPrograms.KUBEBUILDER_ASSETS)),
        go::version,
        progress);
  }

  private static Optional<Path> folder(@Nullable String name) {
    return Optional.ofNullable(name).filter(given -> !given.isBlank()).map(Path::of);
  }
}
