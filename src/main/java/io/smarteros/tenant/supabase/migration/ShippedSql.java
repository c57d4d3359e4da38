package io.smarteros.tenant.supabase.migration;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** The files of {@code src/main/supabase}, as they are in the operator's jar. */
public final class ShippedSql {
  private static final String FOLDER = "/supabase";
  private static final String MIGRATIONS = FOLDER + "/migrations";

  private ShippedSql() {}

  /** In the order they are applied in. */
  public static List<Migration> migrations() {
    return list(MIGRATIONS);
  }

  /** What undoes each migration, in the order of the migrations; undo the last one first. */
  public static List<Migration> rollbacks() {
    return list(FOLDER + "/rollback");
  }

  /** Lists what the migrations would find and replace. */
  public static String plan() {
    return in(FOLDER, folder -> read(folder.resolve("plan.sql")));
  }

  private static List<Migration> list(String name) {
    return in(
        name,
        folder -> {
          try (Stream<Path> files = Files.list(folder)) {
            return files
                .sorted()
                .map(file -> Migration.of(file.getFileName().toString(), read(file)))
                .toList();
          }
        });
  }

  private static <T> T in(String name, Reading<T> reading) {
    try {
      // by the name of a file, since a jar need not have entries for folders
      URI plan = Objects.requireNonNull(ShippedSql.class.getResource(FOLDER + "/plan.sql")).toURI();
      if (plan.getScheme().equals("jar")) {
        try (FileSystem jar = FileSystems.newFileSystem(plan, Map.of())) {
          return reading.of(jar.getPath(name));
        }
      }
      Path root = Objects.requireNonNull(Path.of(plan).getParent());
      return reading.of(root.resolveSibling(name.substring(1)));
    } catch (URISyntaxException | IOException e) {
      throw new IllegalStateException("Cannot read " + name + " of the operator's jar", e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException("Cannot read " + file, e);
    }
  }

  private interface Reading<T> {
    T of(Path folder) throws IOException;
  }
}
