package io.smarteros.tenant.local.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The programs of the local cluster: those that are on this machine already, see {@link
 * ProvidedPrograms}, and the others built once per set of versions into a folder outside the
 * checkout: {@code ~/.cache/smarteros-tenant/<hash of the versions>/bin}, or below the folder that
 * the environment variable {@code SMARTEROS_TENANT_CACHE} names.
 */
public final class Binaries {
  private static final Path GO_MODULE = Path.of("src/local/kubernetes");

  private final Map<Program, Path> provided;
  private final Path bin;

  private Binaries(Map<Program, Path> provided, Path bin) {
    this.provided = provided;
    this.bin = bin;
  }

  public Path path(Program program) {
    return provided.getOrDefault(program, bin.resolve(program.fileName()));
  }

  /**
   * Finds what is there and builds what is missing. Any number of processes may call it at once:
   * one builds, the others wait for it.
   *
   * @param progress gets a line for every step worth telling a person
   * @throws IllegalStateException in one line, when Go is missing or too old, a build fails, or a
   *     program in the folder of {@value ProvidedPrograms#FOLDER} has a wrong version
   */
  public static Binaries build(Consumer<String> progress) {
    try {
      GoToolchain go = new GoToolchain(GO_MODULE);
      Path home = cache().resolve(sha256(go.fingerprint()).substring(0, 12));
      Binaries binaries = new Binaries(provided(go, progress), home.resolve("bin"));
      if (!binaries.missing().isEmpty()) {
        Files.createDirectories(binaries.bin);
        go.require();
        binaries.buildMissing(go, home, progress);
      }
      return binaries;
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

  private List<Program> missing() {
    return Arrays.stream(Program.values())
        .filter(program -> !Files.isExecutable(path(program)))
        .toList();
  }

  private void buildMissing(GoToolchain go, Path home, Consumer<String> progress)
      throws IOException, InterruptedException {
    try (FileChannel file =
            FileChannel.open(
                home.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock _ = lock(file, progress)) {
      List<Program> missing = missing();
      if (missing.isEmpty()) {
        return;
      }
      progress.accept(
          "Building Kubernetes from source into %s, once: all of it takes about ten minutes on 2 cores."
              .formatted(home));
      // what a killed build left in it is overwritten; only whole programs are moved to bin
      Path building = Files.createDirectories(home.resolve("building"));
      for (Program program : missing) {
        build(program, go, building, progress);
      }
    }
  }

  private void build(Program program, GoToolchain go, Path building, Consumer<String> progress)
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

  private static FileLock lock(FileChannel file, Consumer<String> progress) throws IOException {
    FileLock free = file.tryLock();
    if (free != null) {
      return free;
    }
    progress.accept("Another process is building the local Kubernetes; waiting for it ...");
    return file.lock();
  }

  private static Path cache() {
    String chosen = System.getenv("SMARTEROS_TENANT_CACHE");
    return chosen == null
        ? Path.of(System.getProperty("user.home"), ".cache", "smarteros-tenant")
        : Path.of(chosen);
  }

  private static String sha256(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every JDK has SHA-256", e);
    }
  }
}
