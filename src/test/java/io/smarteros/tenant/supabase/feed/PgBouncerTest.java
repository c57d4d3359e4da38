package io.smarteros.tenant.supabase.feed;

import static io.smarteros.tenant.supabase.feed.WatchedRows.OFTEN;
import static io.smarteros.tenant.supabase.feed.WatchedRows.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.local.process.ChildProcess;
import io.smarteros.tenant.local.process.FreePort;
import io.smarteros.tenant.local.process.TemporaryFolder;
import io.smarteros.tenant.supabase.Tables;
import io.smarteros.tenant.supabase.feed.FeedStatus.Watch;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** With the real PgBouncer, where it is installed: {@link NotifiedRowsTest} has a stand-in. */
class PgBouncerTest {
  private static final List<Path> PROGRAM =
      Arrays.stream((System.getenv("PATH") + ":/usr/sbin").split(File.pathSeparator))
          .map(folder -> Path.of(folder, "pgbouncer"))
          .filter(Files::isExecutable)
          .toList();

  @BeforeAll
  static void isInstalled() {
    assumeTrue(!PROGRAM.isEmpty(), "PgBouncer is not installed: this test needs it in the PATH");
  }

  @ParameterizedTest
  @CsvSource({"transaction, POLLING", "session, LISTENING"})
  void the_operator_finds_out_whether_notifications_get_through(String mode, Watch expected)
      throws IOException {
    Tables tables = Tables.start(Schema.HARDENED);
    try (Pooler pooler = Pooler.start(tables, mode);
        WatchedRows watched = new WatchedRows(tables, pooler.port(), OFTEN).start()) {
      await("the feed to work", () -> watched.status.watch() == expected);

      for (int edit = 0; edit < 5; edit++) {
        watched.assertEditIsSeen("edit %d in mode %s".formatted(edit, mode));
        assertThat(watched.status.watch()).isEqualTo(expected);
      }
    } finally {
      tables.database().close();
    }
  }

  private record Pooler(TemporaryFolder folder, ChildProcess process, int port)
      implements AutoCloseable {

    static Pooler start(Tables tables, String mode) throws IOException {
      TemporaryFolder folder = TemporaryFolder.create("pgbouncer");
      // it refuses to run as root
      Files.setPosixFilePermissions(folder.path(), PosixFilePermissions.fromString("rwxr-xr-x"));
      Path users = folder.path().resolve("users");
      Files.writeString(
          users, "\"tenant_operator\" \"%s\"\n".formatted(tables.login().password().get()));
      int port = FreePort.pick();
      Path settings = folder.path().resolve("settings");
      Files.writeString(
          settings,
          """
          [databases]
          postgres = host=127.0.0.1 port=%d
          [pgbouncer]
          listen_addr = 127.0.0.1
          listen_port = %d
          unix_socket_dir =
          auth_type = scram-sha-256
          auth_file = %s
          pool_mode = %s
          default_pool_size = 4
          ignore_startup_parameters = extra_float_digits
          """
              .formatted(tables.database().port(), port, users, mode));
      ChildProcess process =
          ChildProcess.startVisibly(
              "pgbouncer",
              new ProcessBuilder(
                  PROGRAM.getFirst().toString(), "-q", "-u", "nobody", settings.toString()));
      Await.until("PgBouncer to listen", WatchedRows.BOUND, () -> listens(port));
      return new Pooler(folder, process, port);
    }

    private static boolean listens(int port) {
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        return socket.isConnected();
      } catch (IOException e) {
        return false;
      }
    }

    @Override
    public void close() {
      process.kill();
      folder.close();
    }
  }
}
