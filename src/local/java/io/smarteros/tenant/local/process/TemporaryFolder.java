package io.smarteros.tenant.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** A folder that is gone after {@link #close}, or at the latest when the JVM is. */
public final class TemporaryFolder implements AutoCloseable {
  private final Path path;
  private final Watchdog watchdog;

  private TemporaryFolder(Path path, Watchdog watchdog) {
    this.path = path;
    this.watchdog = watchdog;
  }

  public static TemporaryFolder create(String prefix) {
    try {
      Path path = Files.createTempDirectory(prefix);
      return new TemporaryFolder(path, Watchdog.removing(path));
    } catch (IOException e) {
      throw new UncheckedIOException("No temporary folder", e);
    }
  }

  public Path path() {
    return path;
  }

  @Override
  public void close() {
    try (var files = Files.walk(path)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
      watchdog.close();
    } catch (IOException | UncheckedIOException e) {
      // somebody still writes to it: left to the watchdog
      return;
    }
  }
}
