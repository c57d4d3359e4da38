package io.smarteros.tenant.local.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** kubectl, as a person would run it. */
final class Kubectl {
  private static final Duration PATIENCE = Duration.ofMinutes(5);

  private final Path program;
  private final Path home;

  /**
   * Runs this program.
   *
   * @param home where it keeps its caches; those of another cluster would mislead it
   */
  Kubectl(Path program, Path home) {
    this.program = program;
    this.home = home;
  }

  KubectlResult run(Path kubeconfig, String input, List<String> arguments) {
    List<String> command =
        new ArrayList<>(List.of(program.toString(), "--kubeconfig=" + kubeconfig));
    command.addAll(arguments);
    try {
      Path out = Files.createTempFile(home, "kubectl", ".out");
      Path err = Files.createTempFile(home, "kubectl", ".err");
      ProcessBuilder kubectl =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      kubectl.environment().put("HOME", home.toString());
      // it ends before it has garbage worth collecting
      kubectl.environment().put("GOGC", "off");
      Process process = kubectl.start();
      try (OutputStream stdin = process.getOutputStream()) {
        stdin.write(input.getBytes(UTF_8));
      }
      if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "kubectl %s took over %s".formatted(String.join(" ", arguments), PATIENCE));
      }
      KubectlResult result =
          new KubectlResult(process.exitValue(), Files.readString(out), Files.readString(err));
      Files.delete(out);
      Files.delete(err);
      return result;
    } catch (IOException e) {
      throw new UncheckedIOException("kubectl could not be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while kubectl ran", e);
    }
  }
}
