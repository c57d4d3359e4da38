package io.smarteros.tenant.local.node;

import io.smarteros.tenant.local.process.CacheFolder;
import io.smarteros.tenant.local.process.ChildProcess;
import io.smarteros.tenant.local.process.JavaProgram;
import io.smarteros.tenant.local.process.TemporaryFolder;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * The images of all runs, in the {@link CacheFolder}. They are made once, without a registry, and
 * again when what they are made of changes. While a store is open no other process gets at it.
 */
public final class ImageStore implements AutoCloseable {
  private final Path folder;
  private final FileChannel lock;
  private final Consumer<String> progress;

  private ImageStore(Path folder, FileChannel lock, Consumer<String> progress) {
    this.folder = folder;
    this.lock = lock;
    this.progress = progress;
  }

  /** Waits for another process that has it open. */
  public static ImageStore open(Consumer<String> progress) throws IOException {
    Path folder = Files.createDirectories(home());
    FileChannel lock =
        CacheFolder.lock(folder, progress, "Another process has a node; waiting for its end ...");
    return new ImageStore(folder, lock, progress);
  }

  /** The folder of {@link ContainerRuntime}'s images. */
  static Path images() {
    return home().resolve("containerd");
  }

  private static Path home() {
    return CacheFolder.path().resolve("node");
  }

  /** Makes what is missing or out of date. */
  public void makeAll() throws IOException, InterruptedException {
    try (TemporaryFolder work = TemporaryFolder.create("tenant-images");
        ContainerRuntime runtime = ContainerRuntime.start(images(), work.path())) {
      runtime.removeContainers();
      for (Image image : Image.values()) {
        String fingerprint = Fingerprint.of(image.sources());
        if (!runtime.hasImage(image) || !fingerprint.equals(madeFrom(image))) {
          Files.deleteIfExists(note(image));
          make(image, runtime);
          Files.writeString(note(image), fingerprint);
        }
      }
    }
  }

  private void make(Image image, ContainerRuntime runtime)
      throws IOException, InterruptedException {
    progress.accept("Making the image %s ...".formatted(image.reference()));
    long start = System.nanoTime();
    // an archive is as large as the image: not in a folder that may be in memory
    Path archive = folder.resolve(image.id() + ".tar");
    Files.deleteIfExists(archive);
    runRecipe(image, archive);
    runtime.importImage(archive);
    Files.delete(archive);
    progress.accept(
        "  made in %d s".formatted(Duration.ofNanos(System.nanoTime() - start).toSeconds()));
  }

  private void runRecipe(Image image, Path archive) throws InterruptedException, IOException {
    ProcessBuilder recipe = new ProcessBuilder("sh", image.recipe().toString());
    recipe.environment().put("NAME", image.reference());
    recipe.environment().put("ARCHIVE", archive.toString());
    recipe.environment().put("CACHE", folder.toString());
    recipe.environment().put("TMPDIR", Files.createDirectories(folder.resolve("tmp")).toString());
    recipe.environment().put("JAVA_HOME", JavaProgram.home().toString());
    Path log = folder.resolve(image.id() + ".log");
    Files.deleteIfExists(log);
    try (ChildProcess making = ChildProcess.start(image.recipe().toString(), recipe, log)) {
      if (making.waitFor() != 0) {
        throw new IllegalStateException(
            "The image %s could not be made, see %s:%n%s"
                .formatted(image.reference(), log, making.lastLines()));
      }
    }
  }

  private String madeFrom(Image image) throws IOException {
    return Files.exists(note(image)) ? Files.readString(note(image)) : "";
  }

  /** What the image in the store was made from. */
  private Path note(Image image) {
    return folder.resolve(image.id() + ".made-from");
  }

  @Override
  public void close() throws IOException {
    lock.close();
  }
}
