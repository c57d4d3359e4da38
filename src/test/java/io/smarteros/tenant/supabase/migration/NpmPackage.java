package io.smarteros.tenant.supabase.migration;

import static org.junit.jupiter.api.Assumptions.abort;

import io.smarteros.tenant.local.process.CacheFolder;
import io.smarteros.tenant.testkit.FinishedCommand;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;

/**
 * A package of the npm registry. Where it cannot be had, the test that asks for it is skipped.
 *
 * @param version a fixed one, so that a new release breaks no test
 */
record NpmPackage(String name, String version) {
  /** Supabase's CLI. */
  static final NpmPackage SUPABASE_CLI = new NpmPackage("supabase", "3.1.0");

  /** The files of the extension pgTAP, packed for another PostgreSQL: they are SQL alone. */
  static final NpmPackage PGTAP = new NpmPackage("@electric-sql/pglite-pgtap", "0.0.15");

  /** Its folder in {@code node_modules}, fetched the first time. */
  Path installed() {
    Consumer<String> progress = System.out::println;
    try {
      Path home = CacheFolder.path().resolve("npm").resolve(name.replace('/', '+') + "@" + version);
      Files.createDirectories(home);
      try (FileChannel _ = CacheFolder.lock(home, progress, "Another test fetches " + name)) {
        Path installed = home.resolve("node_modules").resolve(name);
        if (!Files.exists(home.resolve("complete"))) {
          fetch(home);
          Files.createFile(home.resolve("complete"));
        }
        return installed;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fetch(Path home) throws IOException {
    List<String> command =
        List.of(
            "npm",
            "install",
            "--no-audit",
            "--no-fund",
            "--no-save",
            "--prefix",
            home.toString(),
            name + "@" + version);
    try {
      FinishedCommand fetching = FinishedCommand.of(command, home);
      if (fetching.exitCode() != 0) {
        abort("npm cannot fetch %s@%s:%n%s".formatted(name, version, fetching.errors()));
      }
    } catch (IOException e) {
      abort("npm cannot be started: " + e.getMessage());
    }
  }
}
