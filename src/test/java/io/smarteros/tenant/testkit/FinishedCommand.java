package io.smarteros.tenant.testkit;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A program that ran to its end. */
public record FinishedCommand(int exitCode, String output, String errors) {
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /**
   * Runs it in a folder.
   *
   * @throws IOException if there is no such program
   */
  public static FinishedCommand of(List<String> command, Path folder) throws IOException {
    Path output = Files.createTempFile("command", ".out");
    Path errors = Files.createTempFile("command", ".err");
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
              .redirectOutput(output.toFile())
              .redirectError(errors.toFile())
              .start();
      try {
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
          throw new IllegalStateException(command + " did not end within " + PATIENCE);
        }
      } finally {
        process.destroyForcibly();
      }
      return new FinishedCommand(
          process.exitValue(), Files.readString(output), Files.readString(errors));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    } finally {
      Files.delete(output);
      Files.delete(errors);
    }
  }
}
