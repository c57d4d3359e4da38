package io.smarteros.tenant.local.database;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.stream.Stream;

/**
 * Extensions as a hosted PostgreSQL has them: pgvector is there, and who may make databases may
 * make it and pg_stat_statements. Here pgvector is a name with nothing in it, since no program uses
 * it.
 */
final class ManagedExtensions {
  private static final String TRUSTED = "trusted = true\n";
  private static final String STATISTICS = "pg_stat_statements.control";

  private ManagedExtensions() {}

  /**
   * Adds them to each PostgreSQL that is unpacked in a folder; the servers need not start again.
   */
  static void addTo(Path folder) {
    try (Stream<Path> unpacked = Files.list(folder)) {
      List<Path> extensions =
          unpacked
              .map(one -> one.resolve("share/postgresql/extension"))
              .filter(Files::isDirectory)
              .toList();
      for (Path each : extensions) {
        addToOne(each);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("Extensions cannot be added in " + folder, e);
    }
  }

  private static void addToOne(Path extensions) throws IOException {
    write(extensions.resolve("vector--0.8.1.sql"), "-- nothing\n");
    write(
        extensions.resolve("vector.control"),
        "default_version = '0.8.1'\nrelocatable = true\n" + TRUSTED);
    String statistics = Files.readString(extensions.resolve(STATISTICS));
    if (!statistics.contains(TRUSTED)) {
      write(extensions.resolve(STATISTICS), statistics + TRUSTED);
    }
  }

  /** At once, since other servers run from the same files. */
  private static void write(Path file, String content) throws IOException {
    Path whole = Files.createTempFile(file.getParent(), "new", ".tmp");
    Files.writeString(whole, content);
    Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }
}
