package io.smarteros.tenant.local.process;

import static org.assertj.core.api.Assertions.assertThat;

import io.smarteros.tenant.local.cluster.Binaries;
import io.smarteros.tenant.local.cluster.LocalCluster;
import io.smarteros.tenant.local.database.SupabaseDatabase;
import io.smarteros.tenant.local.database.SupabaseDatabase.Schema;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

/** Nothing is left running when the JVM that owns a cluster is killed. */
@Tag("cluster")
// one more cluster beside the shared one and its tests is load enough
@ResourceLock("cluster")
class OrphansTest {
  private static final String UP = "up, PostgreSQL on port ";
  private static final int PROGRAMS = 5;
  private static final Duration BOUND = Duration.ofSeconds(30);

  @Test
  void killing_the_owner_ends_every_process_of_its_cluster_and_database_and_leaves_no_files(
      @TempDir Path temporary) throws IOException {
    Process owner =
        new ProcessBuilder(
                JavaProgram.command(Owner.class.getName(), "-Djava.io.tmpdir=" + temporary))
            .redirectErrorStream(true)
            .start();
    int databasePort;
    try (BufferedReader output = owner.inputReader()) {
      databasePort = awaitUp(output);
    }
    List<ProcessHandle> children = owner.descendants().toList();
    assertThat(children).hasSizeGreaterThan(PROGRAMS);
    assertThat(accepts(databasePort)).isTrue();

    owner.destroyForcibly();

    Await.until(
        "all of " + children + " and PostgreSQL to end",
        BOUND,
        () -> children.stream().noneMatch(ProcessHandle::isAlive) && !accepts(databasePort));
    Await.until("their files to go", BOUND, () -> foldersOfTenantsIn(temporary).isEmpty());
  }

  /** The port of the database; fails with all that the program said when it ends instead. */
  private static int awaitUp(BufferedReader output) throws IOException {
    List<String> said = new ArrayList<>();
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.startsWith(UP)) {
        return Integer.parseInt(line.substring(UP.length()));
      }
      said.add(line);
    }
    throw new AssertionError("The cluster did not start:%n%s".formatted(String.join("\n", said)));
  }

  private static List<String> foldersOfTenantsIn(Path temporary) {
    String[] names = Objects.requireNonNull(temporary.toFile().list());
    return Arrays.stream(names).filter(name -> name.startsWith("tenant-")).toList();
  }

  private static boolean accepts(int port) {
    try (Socket _ = new Socket(InetAddress.getLoopbackAddress(), port)) {
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** The program that gets killed. */
  static final class Owner {
    private Owner() {}

    public static void main(String[] args) throws InterruptedException {
      LocalCluster _ = LocalCluster.start(Binaries.build(System.out::println), System.out::println);
      System.out.println(UP + SupabaseDatabase.start(Schema.SEED).port());
      Thread.currentThread().join();
    }
  }
}
