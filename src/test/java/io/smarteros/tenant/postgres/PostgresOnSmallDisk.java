package io.smarteros.tenant.postgres;

import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.local.process.ChildProcess;
import io.smarteros.tenant.local.process.FreePort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A real PostgreSQL whose databases are on a file system of their own, with room for a few of them.
 * Roles and the write-ahead log are not on it, so that a full disk does not end the server.
 */
final class PostgresOnSmallDisk implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final String DISK_FULL = "53100";

  /**
   * Arguments: folder of the data, program and its arguments. The user that may mount is root, as
   * whom PostgreSQL refuses to run; behind the second {@code unshare} it is nobody.
   */
  private static final String SCRIPT =
      """
      set -e
      data=$1
      shift
      mv "$data/base" "$data/base-of-large-disk"
      mkdir "$data/base"
      mount -t tmpfs -o size=48m,mode=700 tmpfs "$data/base"
      cp -a "$data/base-of-large-disk/." "$data/base"
      exec unshare -U "$@"
      """;

  private final int port = FreePort.pick();
  private final ChildProcess server;

  private PostgresOnSmallDisk(Path folder) {
    Path data = folder.resolve("data");
    ProcessBuilder program =
        inNamespaces(
            "sh",
            "-c",
            SCRIPT,
            "sh",
            data.toString(),
            made(folder, data),
            "-D",
            data.toString(),
            "-p",
            Integer.toString(port),
            "-c",
            "listen_addresses=127.0.0.1",
            "-c",
            "unix_socket_directories=",
            "-c",
            "hba_file=" + folder.resolve("pg_hba.conf"),
            "-c",
            "fsync=off",
            "-c",
            "autovacuum=off");
    server = ChildProcess.start("PostgreSQL", program, folder.resolve("small-disk.log"));
  }

  /** Skips the test that calls where the machine does not allow it. */
  static PostgresOnSmallDisk start(Path folder) {
    Assumptions.assumeTrue(
        mountsAreAllowed(folder),
        "This machine does not let a process mount a file system in namespaces of its own"
            + " (unshare -Urm), so no disk can be filled here");
    PostgresOnSmallDisk started = new PostgresOnSmallDisk(folder);
    Await.until("PostgreSQL to answer", PATIENCE, started::answers);
    return started;
  }

  private static boolean mountsAreAllowed(Path folder) {
    try {
      Process process = inNamespaces("mount", "-t", "tmpfs", "tmpfs", folder.toString()).start();
      return process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** Where it may mount, and nobody else sees what it mounted. */
  private static ProcessBuilder inNamespaces(String... program) {
    List<String> command = new ArrayList<>(List.of("unshare", "-Urm"));
    Collections.addAll(command, program);
    return new ProcessBuilder(command);
  }

  /** Its data, on the usual disk; the path of its program. */
  private static String made(Path folder, Path data) {
    try (PostgresForTests _ = PostgresForTests.start(folder)) {
      long postmaster =
          Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).getFirst());
      return ProcessHandle.of(postmaster).flatMap(one -> one.info().command()).orElseThrow();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private boolean answers() {
    server.mustBeAlive();
    try (Connection _ = connect()) {
      return true;
    } catch (SQLException e) {
      return false;
    }
  }

  int port() {
    return port;
  }

  /** Until nothing more goes onto it. */
  void fill() throws SQLException {
    run("create table ballast as select 1 as number limit 0");
    try {
      while (true) {
        run("insert into ballast select generate_series(1, 10000)");
      }
    } catch (SQLException e) {
      if (!DISK_FULL.equals(e.getSQLState())) {
        throw e;
      }
    }
  }

  /** The disk is as it was before it was filled. */
  void empty() throws SQLException {
    run("drop table ballast");
    run("checkpoint");
  }

  private void run(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private Connection connect() throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/postgres".formatted(port), "postgres", "");
  }

  @Override
  public void close() {
    server.terminate();
  }
}
