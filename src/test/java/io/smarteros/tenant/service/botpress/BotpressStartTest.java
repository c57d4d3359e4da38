package io.smarteros.tenant.service.botpress;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.process.Await;
import io.smarteros.tenant.local.process.FreePort;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command of the pod, run here with another program in place of Botpress. */
final class BotpressStartTest {
  private static final String STARTED = "started";
  private static final Duration LONG = Duration.ofMinutes(1);

  @Test
  void botpress_starts_at_once_where_postgresql_takes_log_ins(@TempDir Path folder)
      throws Exception {
    try (EmbeddedPostgres postgres = start(folder, 0)) {
      Process process = botpress(postgres.getPort(), Duration.ZERO);

      assertThat(output(process)).isEqualTo(STARTED);
      assertThat(process.exitValue()).isZero();
    }
  }

  @Test
  void botpress_is_not_started_while_nothing_listens_and_the_log_says_why() throws Exception {
    int port = FreePort.pick();
    Process process = botpress(port, Duration.ZERO);

    assertThat(output(process)).isEqualTo("PostgreSQL at 127.0.0.1:%d takes no log-ins", port);
    assertThat(process.exitValue()).isEqualTo(1);
  }

  @Test
  void a_server_that_is_still_starting_is_waited_for() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout((int) LONG.toMillis());
      Process process = botpress(server.getLocalPort(), LONG);
      answer(server, "EFATAL\0C57P03\0Mthe database system is starting up\0\0");
      assertThat(process.isAlive()).isTrue();
      answer(server, "EFATAL\0C28000\0Mno pg_hba.conf entry\0\0");

      assertThat(output(process)).isEqualTo(STARTED);
    }
  }

  @Test
  void it_comes_up_once_the_server_is_there(@TempDir Path folder) throws Exception {
    int port = FreePort.pick();
    Process process = botpress(port, LONG);
    try (EmbeddedPostgres _ = start(folder, port)) {
      assertThat(output(process)).isEqualTo(STARTED);
    }
  }

  @Test
  void a_pod_that_shall_end_while_it_waits_does() throws Exception {
    Process process = botpress(FreePort.pick(), LONG);
    Await.until("its first try", LONG, () -> process.children().findAny().isPresent());

    // unlike Process.destroy, this leaves its output to be read
    process.toHandle().destroy();

    assertThat(output(process)).isEmpty();
  }

  private static EmbeddedPostgres start(Path folder, int port) throws IOException {
    return EmbeddedPostgres.builder()
        .setPort(port)
        .setDataDirectory(folder.resolve("data"))
        .setServerConfig("fsync", "off")
        .start();
  }

  private static void answer(ServerSocket server, String message) throws IOException {
    try (Socket client = server.accept();
        OutputStream out = client.getOutputStream()) {
      out.write(message.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static Process botpress(int port, Duration patience) throws IOException {
    return new ProcessBuilder(
            BotpressStart.command("127.0.0.1", port, patience, List.of("echo", STARTED)))
        .redirectErrorStream(true)
        .start();
  }

  private static String output(Process process) throws Exception {
    assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).as("it ends").isTrue();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }
}
