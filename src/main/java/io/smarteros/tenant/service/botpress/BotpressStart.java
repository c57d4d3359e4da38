package io.smarteros.tenant.service.botpress;

import io.smarteros.tenant.service.ServicePlan.DatabaseAccess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How Botpress is started: once PostgreSQL takes log-ins. With it away Botpress would neither end
 * nor listen, since {@code packages/bp/src/core/app/bootstrap.ts} only logs that its database
 * failed. This is no init container: the kubelet would not run that again for a container that
 * ended.
 */
final class BotpressStart {
  /**
   * For as long the database is waited for. The kubelet forgets by then that it had started the
   * container before, and starts it again at once.
   */
  static final Duration PATIENCE = Duration.ofMinutes(10);

  /** That of the image is a shell, which keeps the signal to end for itself. */
  private static final String PROGRAM = "/botpress/bp";

  /**
   * Sends what a client sends first, with a user of no database. The answer begins with R where a
   * password is asked for, else with E; a server that is still starting says 57P03 then. The image
   * is an Ubuntu ({@code build/docker/Dockerfile}): it has bash, and no {@code pg_isready}.
   */
  private static final String SCRIPT =
      """
      takes_log_ins() {
        timeout 3 bash -c '
          exec 3<>"/dev/tcp/$0/$1" || exit
          printf "\\0\\0\\0\\024\\0\\003\\0\\0user\\0probe\\0\\0" >&3
          read -r -N 1 -u 3 answer || exit
          [ "$answer" != E ] || ! grep -q 57P03 <&3
        ' "$1" "$2" 2>/dev/null
      }
      trap exit TERM
      until takes_log_ins "$1" "$2"; do
        if [ "$SECONDS" -ge "$3" ]; then
          echo "PostgreSQL at $1:$2 takes no log-ins" >&2
          exit 1
        fi
        sleep 2
      done
      exec "${@:4}"
      """;

  private BotpressStart() {}

  static List<String> command(DatabaseAccess database) {
    return command(database.host(), database.port(), PATIENCE, List.of(PROGRAM));
  }

  /**
   * @param program what is started, with its arguments
   */
  static List<String> command(String host, int port, Duration patience, List<String> program) {
    List<String> command =
        new ArrayList<>(
            List.of(
                "bash",
                "-c",
                SCRIPT,
                Botpress.NAME,
                host,
                Integer.toString(port),
                Long.toString(patience.toSeconds())));
    command.addAll(program);
    return command;
  }
}
