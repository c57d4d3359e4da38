package io.smarteros.tenant.supabase.web;

import static org.junit.jupiter.api.Assumptions.abort;

import io.smarteros.tenant.local.process.CacheFolder;
import io.smarteros.tenant.local.process.TemporaryFolder;
import io.smarteros.tenant.testkit.FinishedCommand;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The package of {@code src/test/javascript}, with Node and npm as they are on this machine. */
final class NodePackage implements AutoCloseable {
  private static final Path FOLDER = Path.of("src/test/javascript");
  private static final Path INSTALLED = FOLDER.resolve("node_modules/.installed");
  private static final int OLDEST_NODE = 20;
  private static final Pattern VERSION = Pattern.compile("v(\\d+)\\.");

  /** What npm says when it is not to blame on the package that it gets nothing. */
  private static final Pattern NO_REGISTRY =
      Pattern.compile(
          "ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT"
              + "|ERR_SOCKET_TIMEOUT|ENOTCACHED|E40[1347]|E50\\d");

  /** What Playwright says when not the page but the browser is at an end. */
  private static final String BROWSER_ENDED = "Target page, context or browser has been closed";

  private final TemporaryFolder folder = TemporaryFolder.create("web");

  private NodePackage() {}

  /** Installs what the lock pins, and compiles. Where that cannot be done, the test is skipped. */
  static NodePackage prepare() {
    NodePackage prepared = new NodePackage();
    try {
      prepared.requireNode();
      prepared.install();
      prepared.mustSucceed(List.of("npm", "run", "build"));
      return prepared;
    } catch (RuntimeException e) {
      prepared.close();
      throw e;
    }
  }

  /** Runs the tests of one file. */
  void test(String file, Map<String, String> environment) {
    List<String> command =
        List.of("node", "--test", "--test-reporter=spec", "build/test/javascript/" + file + ".js");
    FinishedCommand finished = run(command, environment);
    if (finished.exitCode() != 0 && finished.output().contains(BROWSER_ENDED)) {
      abort("Chromium ends by itself on this machine:\n" + finished.output());
    }
    require(command, finished);
  }

  @Override
  public void close() {
    folder.close();
  }

  private void requireNode() {
    for (String program : List.of("node", "npm")) {
      if (!isOnThePath(program)) {
        abort(program + " is not on the PATH: what web developers use is not tested");
      }
    }
    String version = mustSucceed(List.of("node", "--version")).strip();
    Matcher major = VERSION.matcher(version);
    if (!major.lookingAt() || Integer.parseInt(major.group(1)) < OLDEST_NODE) {
      abort("node is %s, and %d or newer is needed".formatted(version, OLDEST_NODE));
    }
  }

  private static boolean isOnThePath(String program) {
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(System.getenv("PATH"))
        .anyMatch(directory -> Files.isExecutable(Path.of(directory, program)));
  }

  private void install() {
    try {
      String lock = CacheFolder.nameOf(Files.readString(FOLDER.resolve("package-lock.json")));
      if (Files.exists(INSTALLED) && Files.readString(INSTALLED).equals(lock)) {
        return;
      }
      List<String> command =
          List.of("npm", "ci", "--ignore-scripts", "--loglevel=error", "--fetch-retries=1");
      FinishedCommand npm = run(command, Map.of());
      if (npm.exitCode() != 0 && NO_REGISTRY.matcher(npm.errors()).find()) {
        abort("npm gets nothing from its registry:\n" + npm.errors());
      }
      require(command, npm);
      Files.writeString(INSTALLED, lock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Returns what it wrote. */
  private String mustSucceed(List<String> command) {
    FinishedCommand finished = run(command, Map.of());
    require(command, finished);
    return finished.output();
  }

  private static void require(List<String> command, FinishedCommand finished) {
    if (finished.exitCode() != 0) {
      throw new AssertionError(
          "%s ended with %d:%n%s%s"
              .formatted(command, finished.exitCode(), finished.output(), finished.errors()));
    }
  }

  private FinishedCommand run(List<String> command, Map<String, String> environment) {
    // the browser unpacks itself into the folder for temporary files
    List<String> whole = new ArrayList<>(List.of("env", "TMPDIR=" + folder.path()));
    environment.forEach((name, value) -> whole.add(name + "=" + value));
    whole.addAll(command);
    try {
      return FinishedCommand.of(whole, FOLDER);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
