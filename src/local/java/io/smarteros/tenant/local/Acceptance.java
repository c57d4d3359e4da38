package io.smarteros.tenant.local;

import io.smarteros.tenant.local.cluster.Binaries;
import io.smarteros.tenant.local.cluster.GoModule;
import io.smarteros.tenant.local.node.Enclosure;
import io.smarteros.tenant.local.node.HostProgram;
import io.smarteros.tenant.local.node.ImageStore;
import io.smarteros.tenant.local.process.JavaProgram;
import io.smarteros.tenant.local.process.TestProgram;
import java.io.IOException;
import java.util.List;

/**
 * {@code ./mvnw verify -Pacceptance}: the tests tagged {@code acceptance}, on a real node in
 * namespaces of its own. Whatever they need and cannot have makes the build fail.
 */
final class Acceptance {
  private Acceptance() {}

  /**
   * Ends with the exit code of the tests.
   *
   * @param args a regular expression for the full names of the test classes
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    JavaProgram.endWithParent();
    System.exit(run(args[0]));
  }

  /** The exit code. */
  private static int run(String classes) throws IOException, InterruptedException {
    List<String> obstacles = HostProgram.obstacles();
    if (!obstacles.isEmpty()) {
      System.err.println("The acceptance tests cannot run, which is a failure:");
      obstacles.forEach(obstacle -> System.err.println("- " + obstacle));
      return 1;
    }
    try (ImageStore images = ImageStore.open(Acceptance::say)) {
      Binaries.build(Acceptance::say, List.of(GoModule.values()));
      images.makeAll();
      return Enclosure.run(tests(classes));
    } catch (IllegalStateException e) {
      System.err.println(e.getMessage());
      return 1;
    }
  }

  private static void say(String line) {
    System.out.println(line);
  }

  private static List<String> tests(String classes) {
    return TestProgram.command(
        List.of(
            "--select-package=io.smarteros.tenant.acceptance",
            "--include-classname=" + classes,
            "--include-tag=acceptance",
            "--reports-dir=target/acceptance-reports"),
        // a Service that goes and comes again has another address
        "-Dsun.net.inetaddr.ttl=0");
  }
}
