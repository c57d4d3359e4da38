package io.smarteros.tenant.local.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A program that runs no longer than this JVM, however the JVM ends. */
public final class ChildProcess implements AutoCloseable {
  /*
   * Beside the program waits a shell that reads from a pipe which only this JVM holds open. When the
   * JVM is gone, also by kill -9, the read ends and the shell kills the program. exec keeps the
   * process id, so signals and exit codes are the program's own.
   */
  private static final String UNTIL_THE_PIPE_ENDS =
      """
      exec 3<&0
      { trap '' HUP INT TERM; while read -r _ <&3; do :; done; kill -KILL $$; } >/dev/null 2>&1 &
      exec "$@" 3<&- </dev/null
      """;

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final int LAST_LINES = 15;

  private final String name;
  private final Process process;
  private final Optional<Path> log;

  private ChildProcess(String name, Process process, Optional<Path> log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  /** Starts what {@code program} says; the log is appended to. */
  public static ChildProcess start(String name, ProcessBuilder program, Path log) {
    return start(name, program.redirectOutput(Redirect.appendTo(log.toFile())), Optional.of(log));
  }

  /** The same with the output of this JVM. */
  public static ChildProcess startVisibly(String name, ProcessBuilder program) {
    return start(name, program.redirectOutput(Redirect.INHERIT), Optional.empty());
  }

  private static ChildProcess start(String name, ProcessBuilder program, Optional<Path> log) {
    List<String> command = new ArrayList<>(List.of("sh", "-c", UNTIL_THE_PIPE_ENDS, name));
    command.addAll(program.command());
    try {
      Process process = program.command(command).redirectErrorStream(true).start();
      return new ChildProcess(name, process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(name + " could not be started", e);
    }
  }

  public long pid() {
    return process.pid();
  }

  public boolean isAlive() {
    return process.isAlive();
  }

  /** The exit code. */
  public int waitFor() throws InterruptedException {
    return process.waitFor();
  }

  /** Asks it to end and waits until it has; after half a minute it is killed. */
  public void terminate() {
    // Process.destroy would close the pipe as well, at whose end the program is killed
    process.toHandle().destroy();
    if (!endsWithin(PATIENCE)) {
      kill();
    }
  }

  /** Ends it as {@code kill -9} does, and waits until it is gone. */
  public void kill() {
    process.destroyForcibly();
    if (!endsWithin(PATIENCE)) {
      throw new IllegalStateException(name + " (process " + pid() + ") cannot be killed");
    }
  }

  @Override
  public void close() {
    kill();
  }

  /** Throws IllegalStateException with the end of its log when it has ended. */
  public void mustBeAlive() {
    if (!isAlive()) {
      throw new IllegalStateException(
          "%s ended with exit code %d:%n%s".formatted(name, process.exitValue(), lastLines()));
    }
  }

  public String lastLines() {
    return log.map(ChildProcess::lastLines).orElse("");
  }

  private static String lastLines(Path log) {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
      return String.join(
          System.lineSeparator(),
          lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
    } catch (IOException e) {
      return "(its log " + log + " cannot be read)";
    }
  }

  private boolean endsWithin(Duration bound) {
    try {
      return process.waitFor(bound.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }
}
