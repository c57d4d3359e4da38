package io.smarteros.tenant.local.benchmark;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneOffset;

/** On what was measured, in one line. */
final class Machine {
  private static final long GIBIBYTE = 1L << 30;

  private Machine() {}

  static String describe(BenchmarkSite site) throws IOException, SQLException {
    return "Commit %s, %s, %d cores of %s, %d GiB, Java %s, Kubernetes %s, PostgreSQL %s."
        .formatted(
            commit(),
            LocalDate.now(ZoneOffset.UTC),
            Runtime.getRuntime().availableProcessors(),
            line("/proc/cpuinfo", "model name"),
            memory() / GIBIBYTE,
            Runtime.version().feature(),
            site.client().getKubernetesVersion().getGitVersion(),
            postgres(site));
  }

  private static String commit() {
    String name = git("rev-parse", "--short", "HEAD");
    if (name.isEmpty()) {
      return "unknown";
    }
    return git("status", "--porcelain").isEmpty() ? name : name + " with changes";
  }

  private static String git(String... arguments) {
    try {
      String[] command = new String[arguments.length + 1];
      command[0] = "git";
      System.arraycopy(arguments, 0, command, 1, arguments.length);
      Process process =
          new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
      return new String(process.getInputStream().readAllBytes(), UTF_8).strip();
    } catch (IOException e) {
      return "";
    }
  }

  private static long memory() throws IOException {
    return ProcessSample.kilobytes(Files.readString(Path.of("/proc/meminfo")), "MemTotal:");
  }

  private static String line(String file, String key) throws IOException {
    return Files.readAllLines(Path.of(file)).stream()
        .filter(line -> line.startsWith(key))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("an unknown processor");
  }

  private static String postgres(BenchmarkSite site) throws SQLException {
    try (Connection connection = site.database().connect(site.database().superuser())) {
      return connection.getMetaData().getDatabaseProductVersion().replaceFirst(" .*", "");
    }
  }
}
