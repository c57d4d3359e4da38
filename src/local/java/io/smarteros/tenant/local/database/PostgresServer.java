package io.smarteros.tenant.local.database;

import io.smarteros.tenant.local.process.FreePort;
import io.smarteros.tenant.local.process.TemporaryFolder;
import io.smarteros.tenant.local.process.Watchdog;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server on 127.0.0.1, and where pods are real at an address of theirs, that can be
 * stopped and started again with its data.
 */
public final class PostgresServer implements AutoCloseable {
  private static final Duration START = Duration.ofMinutes(2);

  /** Where the programs are unpacked, once: others than those without extensions. */
  private static final Path PROGRAMS =
      Path.of(System.getProperty("java.io.tmpdir"), "embedded-pg-with-extensions");

  private final TemporaryFolder folder = TemporaryFolder.create("tenant-postgres");
  private final int port;
  private final Optional<PodNetwork> pods;
  private final PostgresVersion version;
  private @Nullable Running running;

  public PostgresServer(int port) {
    this(port, Optional.empty(), PostgresVersion.V17);
  }

  PostgresServer(int port, PostgresVersion version) {
    this(port, Optional.empty(), version);
  }

  /**
   * Serves pods as well.
   *
   * @param pods from where they come
   */
  PostgresServer(int port, PodNetwork pods) {
    this(port, Optional.of(pods), PostgresVersion.V17);
  }

  private PostgresServer(int port, Optional<PodNetwork> pods, PostgresVersion version) {
    this.port = port;
    this.pods = pods;
    this.version = version;
  }

  public int port() {
    return port;
  }

  /**
   * Starts it, with an empty database the first time.
   *
   * @param password of the role {@code postgres}, in case it needs one by now
   */
  public void start(String password) {
    FreePort.require(port);
    File log = folder.path().resolve("postgres.log").toFile();
    try {
      EmbeddedPostgres postgres =
          EmbeddedPostgres.builder()
              .setPort(port)
              .setDataDirectory(data())
              .setCleanDataDirectory(false)
              .setOverrideWorkingDirectory(PROGRAMS.toFile())
              .setPgBinaryResolver(new OwnPrograms(version))
              .setServerConfig("listen_addresses", addresses())
              // the data need not outlive this machine, and a disk may be slow
              .setServerConfig("fsync", "off")
              .setConnectConfig("password", password)
              .setPGStartupWait(START)
              .setOutputRedirector(Redirect.appendTo(log))
              .setErrorRedirector(Redirect.appendTo(log))
              .start();
      ManagedExtensions.addTo(PROGRAMS);
      running = new Running(postgres, Watchdog.ending(postmaster()));
    } catch (IOException e) {
      throw new UncheckedIOException(
          "PostgreSQL did not start on 127.0.0.1:%d, see %s".formatted(port, log), e);
    }
  }

  void stop() {
    Running stopping = running;
    if (stopping != null) {
      stopping.close();
      running = null;
    }
  }

  /**
   * From now on only who knows the password gets in: at first everybody is trusted.
   *
   * @param often who logs in so often that SCRAM would take more time than all the rest
   */
  void requirePasswords(List<String> often) throws IOException {
    Files.writeString(
        data().resolve("pg_hba.conf"),
        """
        host all %s 127.0.0.1/32 password
        host all all 127.0.0.1/32 scram-sha-256
        %s
        """
            .formatted(
                String.join(",", often),
                pods.map(network -> "host all all %s scram-sha-256".formatted(network.range()))
                    .orElse("")),
        StandardOpenOption.TRUNCATE_EXISTING);
  }

  @Override
  public void close() {
    stop();
    folder.close();
  }

  private String addresses() {
    return pods.map(network -> "127.0.0.1," + network.gateway()).orElse("127.0.0.1");
  }

  private Path data() {
    return folder.path().resolve("data");
  }

  /** The process of which all others are children. */
  long postmaster() throws IOException {
    return Long.parseLong(Files.readAllLines(data().resolve("postmaster.pid")).getFirst());
  }

  /**
   * The library unpacks the programs of each resolver once, and would otherwise take the folder of
   * another server in the same process.
   */
  private record OwnPrograms(PostgresVersion version) implements PgBinaryResolver {
    @Override
    public InputStream getPgBinary(String system, String machineHardware) throws IOException {
      return version.programs(system, machineHardware);
    }
  }

  private record Running(EmbeddedPostgres postgres, Watchdog watchdog) implements AutoCloseable {
    @Override
    public void close() {
      watchdog.close();
      try {
        postgres.close();
      } catch (IOException e) {
        throw new UncheckedIOException("PostgreSQL did not stop", e);
      }
    }
  }
}
