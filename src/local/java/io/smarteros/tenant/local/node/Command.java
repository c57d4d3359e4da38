package io.smarteros.tenant.local.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A program that is run to its end. */
record Command(List<String> line) {
  Command {
    line = List.copyOf(line);
  }

  boolean succeeds() {
    return run().exitCode() == 0;
  }

  /** Throws IllegalStateException with its complaint when it fails. */
  String output() {
    Result result = run();
    if (result.exitCode() != 0) {
      throw new IllegalStateException(
          "%s failed: %s".formatted(String.join(" ", line), result.output()));
    }
    return result.output();
  }

  private Result run() {
    try {
      Process process = new ProcessBuilder(line).redirectErrorStream(true).start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(line.getFirst() + " could not be run", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while %s ran".formatted(line.getFirst()), e);
    }
  }

  private record Result(int exitCode, String output) {}
}
