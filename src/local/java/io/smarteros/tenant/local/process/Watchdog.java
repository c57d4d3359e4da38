package io.smarteros.tenant.local.process;

import java.io.IOException;
import java.nio.file.Path;

/** Does one last thing as soon as this JVM is gone, however it went. */
public final class Watchdog implements AutoCloseable {
  /**
   * A shell that reads from a pipe which only this JVM holds open. A Ctrl-C reaches it as well, and
   * must not end it before its time.
   */
  private static final String UNTIL_THE_PIPE_ENDS =
      "trap '' HUP INT TERM; while read -r _; do :; done; ";

  private final Process shell;

  private Watchdog(Process shell) {
    this.shell = shell;
  }

  /** Ends a process that this JVM did not start itself. QUIT ends PostgreSQL without ado. */
  public static Watchdog ending(long pid) throws IOException {
    return start("kill -QUIT \"$0\"", Long.toString(pid));
  }

  /** Removes a folder, once the processes that write to it have been ended. */
  static Watchdog removing(Path folder) throws IOException {
    return start("sleep 2; rm -rf \"$0\"", folder.toString());
  }

  /** From now on nothing happens. */
  @Override
  public void close() {
    shell.destroyForcibly();
  }

  private static Watchdog start(String lastThing, String argument) throws IOException {
    return new Watchdog(
        new ProcessBuilder("sh", "-c", UNTIL_THE_PIPE_ENDS + lastThing, argument).start());
  }
}
