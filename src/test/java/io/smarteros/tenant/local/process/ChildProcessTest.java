package io.smarteros.tenant.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildProcessTest {
  private static final String ENDS_SLOWLY =
      """
      trap 'sleep 0.5; echo ended in order; exit 0' TERM
      echo started
      while :; do sleep 0.05; done
      """;

  @Test
  void a_program_that_is_asked_to_end_has_the_time_to_do_so(@TempDir Path folder) {
    Path log = folder.resolve("log");
    try (var program =
        ChildProcess.start("program", new ProcessBuilder("sh", "-c", ENDS_SLOWLY), log)) {
      Await.until("its start", Duration.ofSeconds(30), () -> text(log).contains("started"));

      program.terminate();

      assertThat(program.isAlive()).isFalse();
      assertThat(text(log)).contains("ended in order");
    }
  }

  private static String text(Path log) {
    try {
      return Files.readString(log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
