package io.smarteros.tenant.local;

import java.io.IOException;

/** Ends a process that this JVM did not start itself as soon as this JVM is gone. */
final class Watchdog implements AutoCloseable {
  /** Reads from a pipe which only this JVM holds open. QUIT ends PostgreSQL without ado. */
  private static final String UNTIL_THE_PIPE_ENDS =
      "while read -r _; do :; done; kill -QUIT \"$0\"";

  private final Process shell;

  private Watchdog(Process shell) {
    this.shell = shell;
  }

  static Watchdog over(long pid) throws IOException {
    return new Watchdog(
        new ProcessBuilder("sh", "-c", UNTIL_THE_PIPE_ENDS, Long.toString(pid)).start());
  }

  /** The process is let live. */
  @Override
  public void close() {
    shell.destroyForcibly();
  }
}
