package io.smarteros.tenant.local.process;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Tests of this project, run by JUnit's launcher in a JVM of their own. */
public final class TestProgram {
  private static final String LAUNCHER = "org.junit.platform.console.ConsoleLauncher";

  private TestProgram() {}

  /**
   * The command line. Its exit code is 0 when there are such tests and all succeed.
   *
   * @param tests options of the launcher that say which, such as {@code --select-class}
   * @param options of the JVM, such as {@code -Dname=value}
   */
  public static List<String> command(List<String> tests, String... options) {
    String[] all =
        Stream.concat(
                Stream.of(
                    "-Dlogback.configurationFile=logback-local.xml",
                    "-Djava.util.logging.config.file=src/test/resources/logging.properties",
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC"),
                Stream.of(options))
            .toArray(String[]::new);
    List<String> command = new ArrayList<>(JavaProgram.command(LAUNCHER, all));
    command.addAll(
        List.of(
            "execute",
            "--fail-if-no-tests",
            "--details=tree",
            "--disable-banner",
            "--disable-ansi-colors"));
    command.addAll(tests);
    return command;
  }
}
